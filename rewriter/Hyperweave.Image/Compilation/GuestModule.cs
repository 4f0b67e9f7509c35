using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Image.Compilation;

/// <summary>Reads guest assemblies, with their PDB (beside them or embedded) when there is one.</summary>
internal static class GuestModule
{
    public static ModuleDefinition Read(string path, IAssemblyResolver resolver) =>
        ModuleDefinition.ReadModule(path, new ReaderParameters
        {
            AssemblyResolver = resolver,
            ReadSymbols = true,
            SymbolReaderProvider = new DefaultSymbolReaderProvider(throwIfNoSymbol: false),
            InMemory = true,
        });
}
