using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Files;

/// <summary>Reads an assembly with its symbols, after a look at it that no malformed file survives.</summary>
internal static class AssemblyInput
{
    /// <summary>Opens a module for change.</summary>
    /// <exception cref="UnreadableInputException">It is not a well-formed assembly of plain IL, or its symbols do not belong to it.</exception>
    public static ModuleDefinition Read(string path, byte[] bytes, IAssemblyResolver resolver)
    {
        WellFormedness.Check(bytes);
        try
        {
            var module = ModuleDefinition.ReadModule(new MemoryStream(bytes), new ReaderParameters { AssemblyResolver = resolver });
            ReadSymbols(module, path);
            return module;
        }
        catch (Exception malformed) when (malformed is not OutOfMemoryException)
        {
            throw new UnreadableInputException(malformed.Message);
        }
    }

    private static void ReadSymbols(ModuleDefinition module, string path)
    {
        if (new DefaultSymbolReaderProvider(throwIfNoSymbol: false).GetSymbolReader(module, path) is { } reader)
            module.ReadSymbols(reader);
    }
}

/// <summary>A file that cannot be rewritten; the message says what is wrong and where in it.</summary>
internal sealed class UnreadableInputException(string message) : Exception(message);
