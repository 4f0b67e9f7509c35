using Hyperweave.Rewriting;

namespace Hyperweave.Cli.Scan;

/// <summary>What a scan is asked for.</summary>
/// <param name="Bits">Width of machine code; null to go by the file.</param>
internal sealed record ScanRequest(string Target, IReadOnlyList<string> Operations, IReadOnlyList<string> References, int? Bits);

/// <summary>Tells inputs apart by what they are, not by their names.</summary>
internal static class ScanInput
{
    /// <summary>bin/Release/net10.0/linux-x64/publish</summary>
    private const int DeepestOutput = 5;

    /// <exception cref="ScanException">The input is missing or cannot be scanned.</exception>
    internal static ScanReport Scan(ScanRequest request)
    {
        if (request.Operations.Concat(request.References).FirstOrDefault(file => !File.Exists(file)) is { } missing)
            throw new ScanException($"{missing}: no such file", ExitStatus.NoInput);
        if (GuestProject.IsProject(request.Target)) return OfProject(request);
        if (!File.Exists(request.Target)) throw new ScanException($"{request.Target}: no such file", ExitStatus.NoInput);
        return OfFile(request, Read(request.Target));
    }

    private static ScanReport OfProject(ScanRequest request)
    {
        try
        {
            return SourceFindings.Report(request, GuestProject.Compile(request.Target));
        }
        catch (GuestProjectException e)
        {
            throw new ScanException(e.Message.TrimEnd(), e.IsMissing ? ExitStatus.NoInput : ExitStatus.BadData);
        }
    }

    private static ScanReport OfFile(ScanRequest request, byte[] content) => content switch
    {
        [0x7F, (byte)'E', (byte)'L', (byte)'F', ..] => MachineCodeFindings.Report(request.Target, content, request.Bits),
        _ when ForeignFormat.Describe(content) is { } foreign => throw new ScanException($"{request.Target}: {foreign}", ExitStatus.BadData),
        [(byte)'M', (byte)'Z', ..] => OfAssembly(request, request.Target),
        _ => throw new ScanException($"{request.Target}: neither a .NET assembly nor an ELF file", ExitStatus.BadData),
    };

    private static ScanReport OfAssembly(ScanRequest request, string path) => AssemblyFindings.Report(new ScanOptions
    {
        InputPath = path,
        OperationsFiles = request.Operations.Count != 0 ? request.Operations : BesideProject(path),
        References = request.References,
    });

    /// <summary>The *.Operations.txt beside an assembly, or beside the project above its output folder.</summary>
    private static IReadOnlyList<string> BesideProject(string assembly)
    {
        var folder = new FileInfo(Path.GetFullPath(assembly)).Directory;
        List<string> found = [.. OperationsFiles(folder!)];
        for (var depth = 0; depth < DeepestOutput && folder is not null && !folder.EnumerateFiles("*.csproj").Any(); depth++)
            folder = folder.Parent;
        return [.. found.Concat(folder?.EnumerateFiles("*.csproj").Any() == true ? OperationsFiles(folder) : []).Distinct()];
    }

    private static IEnumerable<string> OperationsFiles(DirectoryInfo folder) => folder.EnumerateFiles("*.Operations.txt").Select(file => file.FullName).Order(StringComparer.Ordinal);

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScanException($"{path}: {e.Message}", ExitStatus.BadData);
        }
    }
}
