using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Finding;
using Mono.Cecil;

namespace Hyperweave.Rewriting.Files;

/// <summary>Opens what a rewrite or a scan works on, and turns whatever is wrong with the input into a message.</summary>
internal static class AssemblyWork
{
    /// <summary>Reads the user's rows and an assembly, then hands both to the work.</summary>
    /// <param name="options">The rows, and where referenced assemblies are.</param>
    /// <param name="path">The assembly: the input, or what was made of it.</param>
    /// <returns>Whether the work was done; if not, <paramref name="messages"/> says why.</returns>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static bool Run(ScanOptions options, string path, List<RewriteMessage> messages, Action<AssemblyInput, SiteFinder> work)
    {
        var table = ReadRows(options, messages);
        if (table is null)
            return false;
        var finder = new SiteFinder(table);
        try
        {
            using var resolver = new ReferenceResolver(options.InputPath, options.References);
            using var input = AssemblyInput.Read(path, File.ReadAllBytes(path), resolver, finder);
            work(input, finder);
            return true;
        }
        catch (UnreadableInputException unreadable)
        {
            messages.Add(Unreadable(path, unreadable.Message));
        }
        catch (AssemblyResolutionException missing)
        {
            messages.Add(Unreadable(path, $"it refers to {missing.AssemblyReference.FullName}, which is not beside it; name its file as a reference"));
        }
        catch (Exception malformed) when (malformed is EndOfStreamException or not (IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            messages.Add(Unreadable(path, $"{Position(finder)} is malformed ({malformed.Message.TrimEnd('.')})"));
        }

        return false;
    }

    private static SignatureTable? ReadRows(ScanOptions options, List<RewriteMessage> messages)
    {
        var rows = new List<Signature>();
        foreach (var file in options.OperationsFiles)
        {
            var (own, errors) = UserRows.Parse(File.ReadAllText(file), file);
            rows.AddRange(own);
            messages.AddRange(errors.Select(error =>
                new RewriteMessage(RewriteSeverity.Error, DiagnosticIds.MalformedOperationsFile, error.Message, error.File, error.Line, error.Column)));
        }

        return messages.Any(message => message.Id == DiagnosticIds.MalformedOperationsFile) ? null : new SignatureTable(rows);
    }

    private static RewriteMessage Unreadable(string path, string problem) =>
        new(RewriteSeverity.Error, DiagnosticIds.UnreadableInput, $"the assembly cannot be read: {problem}", path);

    private static string Position(SiteFinder finder) =>
        finder.Current is { } method ? $"method {method.FullName} (token 0x{method.MetadataToken.ToUInt32():X8})" : "the metadata";
}
