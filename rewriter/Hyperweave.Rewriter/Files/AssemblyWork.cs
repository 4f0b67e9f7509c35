using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Finding;

namespace Hyperweave.Rewriting.Files;

/// <summary>Opens what a rewrite or a scan works on, and turns whatever is wrong with the input into a message.</summary>
internal static class AssemblyWork
{
    /// <summary>Reads the user's rows and the assembly, then hands both to the work.</summary>
    /// <returns>Whether the work was done; if not, <paramref name="messages"/> says why.</returns>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static bool Run(ScanOptions options, List<RewriteMessage> messages, Action<AssemblyInput, SignatureTable, SiteFinder> work)
    {
        var table = ReadRows(options, messages);
        if (messages.Count != 0)
            return false;
        var finder = new SiteFinder(table);
        try
        {
            using var resolver = new ReferenceResolver(options.InputPath, options.References);
            using var input = AssemblyInput.Read(options.InputPath, File.ReadAllBytes(options.InputPath), resolver, table);
            work(input, table, finder);
            return true;
        }
        catch (UnreadableInputException unreadable)
        {
            messages.Add(Unreadable(options, unreadable.Message));
        }
        catch (Exception malformed) when (malformed is EndOfStreamException or not (IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            messages.Add(Unreadable(options, $"{Position(finder)} is malformed ({malformed.Message.TrimEnd('.')})"));
        }

        return false;
    }

    private static SignatureTable ReadRows(ScanOptions options, List<RewriteMessage> messages)
    {
        var rows = new List<Signature>();
        foreach (var file in options.OperationsFiles)
        {
            var (own, errors) = UserRows.Parse(File.ReadAllText(file), file);
            rows.AddRange(own);
            messages.AddRange(errors.Select(error =>
                new RewriteMessage(RewriteSeverity.Error, DiagnosticIds.MalformedOperationsFile, error.Message, error.File, error.Line, error.Column)));
        }

        return new SignatureTable(rows);
    }

    private static RewriteMessage Unreadable(ScanOptions options, string problem) =>
        new(RewriteSeverity.Error, DiagnosticIds.UnreadableInput, $"the assembly cannot be read: {problem}", options.InputPath);

    private static string Position(SiteFinder finder) =>
        finder.Current is { } method ? $"method {method.FullName} (token 0x{method.MetadataToken.ToUInt32():X8})" : "the metadata";
}
