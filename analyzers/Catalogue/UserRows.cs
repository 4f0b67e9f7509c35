using System;
using System.Collections.Generic;
using System.Linq;

namespace Hyperweave.Catalogue;

/// <summary>A line of a *.Operations.txt file that cannot be read. Lines and columns count from one.</summary>
internal sealed record UserRowError(string File, int Line, int Column, string Message);

/// <summary>
/// A user's own rows, from files named *.Operations.txt, one per line:
/// <code>{doc-comment id or entry point};{operation}</code>
/// A line may be empty, and a comment runs from <c>//</c> to the end of the line; before the <c>//</c> stands the line's
/// beginning or a blank. The operation <c>innocuous</c> declares an extern that holds none.
/// </summary>
internal static class UserRows
{
    public const string FileSuffix = ".Operations.txt";
    public const string Family = "user";

    public static bool IsOperationsFile(string path) => path.EndsWith(FileSuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file's text. A malformed line becomes an error and no row.</summary>
    public static (IReadOnlyList<Signature> Rows, IReadOnlyList<UserRowError> Errors) Parse(string text, string file)
    {
        var rows = new List<Signature>();
        var errors = new List<UserRowError>();
        var lines = text.Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            var line = WithoutComment(lines[index]);
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (Problem(line, rows) is { } problem)
                errors.Add(new UserRowError(file, index + 1, 1 + line.Length - line.TrimStart().Length, problem));
            else
                rows.Add(Row(line));
        }

        return (rows, errors);
    }

    private static Signature Row(string line)
    {
        var parts = line.Split(';');
        return new Signature(parts[0].Trim(), parts[1].Trim()) { Family = Family };
    }

    private static string? Problem(string line, List<Signature> earlier)
    {
        var parts = line.Split(';');
        if (parts.Length != 2)
            return $"'{line.Trim()}' is not of the form '{{doc-comment id or entry point}};{{operation}}'";
        string key = parts[0].Trim(), operation = parts[1].Trim();
        if (key.Length == 0)
            return "the doc-comment id or entry point before the ';' is missing";
        if (key.Length > 1 && key[1] == ':' && key[0] != 'M')
            return $"'{key}' is not a method: a doc-comment id here begins with 'M:'";
        if (earlier.Any(row => row.Key == key))
            return $"'{key}' has a row already";
        return operation == Signatures.Innocuous || Operations.Find(operation) is not null
            ? null
            : $"'{operation}' is no operation of the catalogue ('hyperweave catalogue' lists them){Suggestion(operation)}";
    }

    private static string Suggestion(string operation)
    {
        var near = Operations.All.FirstOrDefault(row =>
            string.Equals(row.Id, operation, StringComparison.OrdinalIgnoreCase)
            || row.Forms.Split('|').Contains(operation, StringComparer.OrdinalIgnoreCase));
        return near is null ? "" : $"; did you mean '{near.Id}'?";
    }

    private static string WithoutComment(string line)
    {
        for (var at = line.IndexOf("//", StringComparison.Ordinal); at >= 0; at = line.IndexOf("//", at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || char.IsWhiteSpace(line[at - 1]))
                return line.Substring(0, at).TrimEnd();
        }

        return line.TrimEnd();
    }
}
