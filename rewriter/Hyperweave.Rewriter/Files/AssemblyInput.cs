using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Improving;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Files;

/// <summary>An assembly opened for change, with its symbols, after a look at it that no malformed file survives.</summary>
/// <param name="Module">The module; method bodies are read when asked for.</param>
/// <param name="Candidates">The methods that may hold a site, in the metadata's order.</param>
internal sealed record AssemblyInput(ModuleDefinition Module, IReadOnlyList<MethodDefinition> Candidates) : IDisposable
{
    /// <summary>Opens an assembly.</summary>
    /// <exception cref="UnreadableInputException">It is not a well-formed assembly of IL, or its symbols do not belong to it.</exception>
    public static AssemblyInput Read(string path, byte[] bytes, IAssemblyResolver resolver, SiteFinder finder)
    {
        using var image = WellFormedness.Open(bytes);
        try
        {
            var module = ModuleDefinition.ReadModule(new MemoryStream(bytes), new ReaderParameters { AssemblyResolver = resolver });
            ReadSymbols(module, path);
            var candidates = CandidateMethods.Find(image, finder.Table, token => IsOfInterest((MethodReference)module.LookupToken(token), finder));
            return new AssemblyInput(module, candidates.ConvertAll(token => (MethodDefinition)module.LookupToken(token)));
        }
        catch (Exception malformed) when (malformed is not (OutOfMemoryException or UnreadableInputException))
        {
            throw new UnreadableInputException(malformed.Message);
        }
    }

    public void Dispose() => Module.Dispose();

    /// <summary>An operation, or a call of the guest library that stores page-table entries, which an improvement may take.</summary>
    private static bool IsOfInterest(MethodReference called, SiteFinder finder) =>
        finder.IsOperation(called) || PageTableCalls.Counterpart(called) is not null;

    private static void ReadSymbols(ModuleDefinition module, string path)
    {
        if (new DefaultSymbolReaderProvider(throwIfNoSymbol: false).GetSymbolReader(module, path) is { } reader)
            module.ReadSymbols(reader);
    }
}

/// <summary>A file that cannot be rewritten; the message says what is wrong and where in it.</summary>
internal sealed class UnreadableInputException(string message) : Exception(message);
