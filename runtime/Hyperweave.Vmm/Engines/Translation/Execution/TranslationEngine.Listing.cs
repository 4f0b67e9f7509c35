using Hyperweave.Vmm.Loading;

namespace Hyperweave.Vmm.Engines.Translation;

public sealed unsafe partial class TranslationEngine
{
    /// <summary>Writes what the engine holds of guest code at these addresses; while the guest does not run.</summary>
    /// <param name="symbols">Of the image: their names stand beside addresses.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteListing(TextWriter output, AddressRange range, SymbolTable symbols) => new CodeListing(_translator, _memory, symbols, output).Write(range);
}
