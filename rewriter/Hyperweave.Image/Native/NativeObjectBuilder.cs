using Hyperweave.Image.Elf;
using Iced.Intel;

namespace Hyperweave.Image.Native;

/// <summary>Emits the body of a native function.</summary>
/// <param name="assembler">Iced's assembler, in the mode (32 or 64 bits) of the function.</param>
/// <param name="symbols">References to symbols by name; see <see cref="SymbolScope"/>.</param>
public delegate void NativeBody(Assembler assembler, SymbolScope symbols);

/// <summary>
/// Collects the functions and data that are not written in C# into one relocatable object. Each function is declared
/// once, with its body; where it goes follows from what it holds: in a paravirtual image a body with a sensitive
/// instruction goes to <c>.native</c> (writable, not executable), every other one to <c>.text</c>.
/// </summary>
public sealed class NativeObjectBuilder(ImageKind kind)
{
    private const int FunctionAlignment = 16;

    private readonly ObjectFile _file = new("native library");
    private readonly Dictionary<string, ObjectSymbol> _undefined = [];
    private readonly Dictionary<string, SectionWriter> _writers = [];

    public ImageKind Kind { get; } = kind;

    /// <summary>A function that needs no symbols.</summary>
    public void Function(string symbol, Action<Assembler> body) => Function(symbol, (assembler, _) => body(assembler));

    /// <summary>A 64-bit function, by the System V calling convention.</summary>
    public void Function(string symbol, NativeBody body)
    {
        var code = NativeCode.Assemble(64, symbol, body);
        Place(symbol, code, Kind == ImageKind.Paravirtual && code.IsSensitive ? SectionNames.Native : SectionNames.Text);
    }

    /// <summary>32-bit code, run once on the way from the boot loader into long mode.</summary>
    public void BootFunction(string symbol, NativeBody body)
    {
        var code = NativeCode.Assemble(32, symbol, body);
        Place(symbol, code, Kind == ImageKind.Paravirtual ? SectionNames.Native : SectionNames.Text);
    }

    /// <summary>Initialised data.</summary>
    /// <param name="symbol">Its global name.</param>
    /// <param name="section">Section to append to, one of <see cref="SectionNames"/>.</param>
    /// <param name="alignment">Bytes; a power of two.</param>
    /// <param name="content">Writes the bytes and addresses.</param>
    public void Data(string symbol, string section, int alignment, Action<DataWriter> content)
    {
        var data = new DataWriter();
        content(data);
        var offset = Writer(section).Append(data.Bytes, alignment);
        foreach (var (at, type, name, addend) in data.References)
            Writer(section).Section.Relocations.Add(new Relocation(offset + at, type, Reference(name), addend));
        Define(symbol, section, offset, (ulong)data.Bytes.Length, SymbolKind.Object);
    }

    /// <summary>Writable data.</summary>
    public void Data(string symbol, params byte[] content) =>
        Data(symbol, SectionNames.Data, 8, data => data.Raw(content));

    /// <summary>Zeroed memory of <paramref name="size"/> bytes.</summary>
    public void Zeroed(string symbol, int size, int alignment, string section = SectionNames.Zeroed)
    {
        var offset = Writer(section).Reserve(size, alignment);
        Define(symbol, section, offset, (ulong)size, SymbolKind.Object);
    }

    /// <summary>A further name for a place <paramref name="offset"/> bytes into a section that this builder has written to.</summary>
    public void Alias(string symbol, string section, ulong offset) =>
        Define(symbol, section, offset, 0, SymbolKind.Function);

    /// <summary>The object; symbols that nothing here defines are left to the linker.</summary>
    public ObjectFile Build()
    {
        foreach (var writer in _writers.Values)
            writer.Finish();
        Resolve();
        return _file;
    }

    private void Place(string symbol, NativeCode code, string section)
    {
        var writer = Writer(section);
        var offset = writer.Append(code.Bytes, FunctionAlignment);
        foreach (var (at, type, name, addend) in code.References)
            writer.Section.Relocations.Add(new Relocation(offset + at, type, Reference(name), addend));
        Define(symbol, section, offset, (ulong)code.Bytes.Length, SymbolKind.Function);
        foreach (var (name, at) in code.InnerSymbols)
            Define(name, section, offset + at, 0, SymbolKind.Function);
    }

    private SectionWriter Writer(string name)
    {
        if (!_writers.TryGetValue(name, out var writer))
        {
            writer = new SectionWriter(SectionNames.Create(_file, name));
            _writers.Add(name, writer);
            _file.Sections.Add(writer.Section);
        }
        return writer;
    }

    private void Define(string name, string section, ulong offset, ulong size, SymbolKind kind) =>
        _file.Symbols.Add(new ObjectSymbol(name)
        {
            Section = Writer(section).Section, Value = offset, Size = size, Kind = kind, IsGlobal = true,
        });

    private ObjectSymbol Reference(string name)
    {
        if (!_undefined.TryGetValue(name, out var symbol))
            _undefined.Add(name, symbol = new ObjectSymbol(name) { IsGlobal = true });
        return symbol;
    }

    // References stay global names; the linker resolves those to our own symbols like all others.
    private void Resolve() => _file.Symbols.AddRange(_undefined.Values);
}
