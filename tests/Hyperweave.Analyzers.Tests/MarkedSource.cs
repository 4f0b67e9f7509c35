using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Hyperweave.Analyzers.Tests;

/// <summary>A source whose spans are marked: <c>[|span|]</c> for the default id, <c>{|ID:span|}</c> for another.</summary>
internal sealed record MarkedSource(string Text, IReadOnlyList<(string Id, TextSpan Span)> Spans)
{
    public static MarkedSource Parse(string marked, string defaultId)
    {
        var text = new StringBuilder();
        var open = new Stack<(string Id, int Start)>();
        var spans = new List<(string, TextSpan)>();
        for (var at = 0; at < marked.Length;)
        {
            if (Starts(marked, at, "[|"))
                at = Open(defaultId, at + 2);
            else if (Starts(marked, at, "{|HV"))
                at = Open(marked.Substring(at + 2, 6), at + 9);
            else if (open.Count != 0 && (Starts(marked, at, "|]") || Starts(marked, at, "|}")))
                at = Close(at + 2);
            else
                text.Append(marked[at++]);
        }

        return open.Count == 0 ? new(text.ToString(), spans) : throw new FormatException($"span {open.Peek()} is not closed");

        int Open(string id, int next)
        {
            open.Push((id, text.Length));
            return next;
        }

        int Close(int next)
        {
            var (id, start) = open.Pop();
            spans.Add((id, TextSpan.FromBounds(start, text.Length)));
            return next;
        }
    }

    private static bool Starts(string text, int at, string sign) => string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0;
}
