using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Files;

/// <summary>
/// Writes an assembly and its symbols so that the same input gives the same bytes: MVID and PDB id are hashes of the
/// content, the time stamp is fixed, and the PDB's path in the image does not name the folder that was written to.
/// </summary>
internal static class AssemblyOutput
{
    /// <summary>Any fixed value; the portable executable format wants a time that reproducible builds do not have.</summary>
    private const uint FixedTimestamp = 0;

    /// <summary>Writes the assembly; the PDB goes beside it, or into it when it came so.</summary>
    public static void Write(ModuleDefinition module, string path)
    {
        var parameters = new WriterParameters { DeterministicMvid = true, Timestamp = FixedTimestamp };
        switch (module.SymbolReader)
        {
            case null:
                module.Write(path, parameters);
                break;
            case EmbeddedPortablePdbReader:
                parameters.SymbolWriterProvider = new EmbeddedPortablePdbWriterProvider();
                module.Write(path, parameters);
                break;
            default:
                using (var symbols = new NamedFileStream(Path.ChangeExtension(path, ".pdb")))
                {
                    parameters.SymbolWriterProvider = new PortablePdbWriterProvider();
                    parameters.SymbolStream = symbols;
                    module.Write(path, parameters);
                }

                break;
        }
    }

    /// <summary>Copies an assembly that needs no change, and its PDB.</summary>
    public static void Copy(string input, string output)
    {
        File.Copy(input, output, overwrite: true);
        var symbols = Path.ChangeExtension(input, ".pdb");
        if (File.Exists(symbols))
            File.Copy(symbols, Path.ChangeExtension(output, ".pdb"), overwrite: true);
    }

    /// <summary>A file whose name, as Cecil copies it into the image's debug directory, is the same wherever the file lies.</summary>
    private sealed class NamedFileStream(string path) : FileStream(path, FileMode.Create, FileAccess.ReadWrite)
    {
        private const string DeterministicRoot = "/_/";

        public override string Name => DeterministicRoot + Path.GetFileName(base.Name);
    }
}
