using Hyperweave.Rewriting;

namespace Hyperweave.Cli.Scan;

/// <summary>What a scan is asked for.</summary>
/// <param name="Bits">Width of machine code; null to go by the file.</param>
internal sealed record ScanRequest(string Target, IReadOnlyList<string> Operations, IReadOnlyList<string> References, int? Bits);

/// <summary>Tells inputs apart by what they are, not by their names.</summary>
internal static class ScanInput
{
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
            return OfAssembly(request, GuestProject.BuildAssembly(request.Target));
        }
        catch (GuestProjectException e)
        {
            throw new ScanException(e.Message.TrimEnd(), e.IsMissing ? ExitStatus.NoInput : ExitStatus.BadData);
        }
    }

    private static ScanReport OfFile(ScanRequest request, byte[] content) => content switch
    {
        [0x7F, (byte)'E', (byte)'L', (byte)'F', ..] => MachineCodeFindings.Report(request.Target, content, request.Bits),
        [(byte)'M', (byte)'Z', ..] => OfAssembly(request, request.Target),
        _ => throw new ScanException($"{request.Target}: neither a .NET assembly nor an ELF file", ExitStatus.BadData),
    };

    private static ScanReport OfAssembly(ScanRequest request, string path) => AssemblyFindings.Report(new ScanOptions
    {
        InputPath = path,
        OperationsFiles = request.Operations,
        References = request.References,
    });

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
