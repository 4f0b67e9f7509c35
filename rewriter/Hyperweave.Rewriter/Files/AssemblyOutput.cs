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

    /// <summary>Writes the assembly; the PDB goes beside it, or into it when it came so. After a failure neither file is there.</summary>
    /// <param name="key">The key to sign with, or null.</param>
    /// <exception cref="AssemblyResolutionException">A referenced assembly is needed, to know the size of an enum's constants, and is not at hand.</exception>
    public static void Write(ModuleDefinition module, string path, byte[]? key)
    {
        Delete(path);
        try
        {
            WriteWithSymbols(module, path, key);
        }
        catch
        {
            Delete(path);
            throw;
        }
    }

    /// <summary>Deletes an output: a PDB of an earlier one would not belong to the next.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        File.Delete(SymbolsOf(path));
    }

    private static void WriteWithSymbols(ModuleDefinition module, string path, byte[]? key)
    {
        ReadyToRun.Drop(module);
        var parameters = new WriterParameters { DeterministicMvid = true, Timestamp = FixedTimestamp, StrongNameKeyBlob = key };
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
                using (var symbols = new SymbolFile(SymbolsOf(path), module))
                {
                    parameters.SymbolWriterProvider = new PortablePdbWriterProvider();
                    parameters.SymbolStream = symbols;
                    module.Write(path, parameters);
                }

                break;
        }
    }

    private static string SymbolsOf(string path) => Path.ChangeExtension(path, ".pdb");

    /// <summary>Copies an assembly that needs no change, and its PDB.</summary>
    public static void Copy(string input, string output)
    {
        Delete(output);
        File.Copy(input, output);
        if (File.Exists(SymbolsOf(input)))
            File.Copy(SymbolsOf(input), SymbolsOf(output));
    }

    /// <summary>
    /// A PDB file that gives the image the file's own name. Cecil puts "assembly name.pdb" into the debug directory, but X.pv.dll
    /// needs X.pv.pdb. It writes the metadata first, then the symbols, then the directory: between, the name is free to change.
    /// </summary>
    private sealed class SymbolFile(string path, ModuleDefinition module) : FileStream(path, FileMode.Create, FileAccess.ReadWrite)
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, count);
            module.Assembly.Name.Name = Path.GetFileNameWithoutExtension(Name);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer);
            module.Assembly.Name.Name = Path.GetFileNameWithoutExtension(Name);
        }
    }
}
