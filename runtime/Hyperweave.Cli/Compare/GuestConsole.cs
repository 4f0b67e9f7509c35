using System.Diagnostics;
using System.Text;

namespace Hyperweave.Cli.Compare;

/// <summary>What one run of a guest printed, line by line, and when (in ticks of <see cref="Stopwatch"/>).</summary>
internal sealed class GuestConsole
{
    private readonly List<GuestLine.Begin> _begins = [];
    private readonly List<GuestLine.End> _ends = [];
    private readonly Dictionary<string, string> _facts = [];
    private readonly StringBuilder _lastLines = new();

    internal IReadOnlyList<GuestLine.Begin> Begins => _begins;
    internal IReadOnlyList<GuestLine.End> Ends => _ends;
    internal IReadOnlyDictionary<string, string> Facts => _facts;
    internal string? Failure { get; private set; }
    internal bool IsDone { get; private set; }
    internal long FirstLine { get; private set; }
    /// <summary>The first line of the measuring protocol: what comes before it is the boot.</summary>
    internal long FirstFigure { get; private set; }

    /// <param name="idle">Done when the guest says that it is idle.</param>
    internal async Task Read(StreamReader output, Action<string> progress, Func<Task> idle, CancellationToken cancellation)
    {
        while (await output.ReadLineAsync(cancellation) is { } line)
        {
            long now = Stopwatch.GetTimestamp();
            if (FirstLine == 0) FirstLine = now;
            Remember(line);
            var meaning = GuestLine.Parse(line.TrimEnd('\r'));
            if (meaning is not null && FirstFigure == 0) FirstFigure = now;
            switch (meaning)
            {
                case GuestLine.Begin begin: _begins.Add(begin); progress($"{begin.Group}/{begin.Name}"); break;
                case GuestLine.End end: _ends.Add(end); break;
                case GuestLine.Fact fact: _facts[fact.Name] = fact.Value; break;
                case GuestLine.Fail fail: Failure ??= fail.Text; break;
                case GuestLine.Idle: await idle(); break;
                case GuestLine.Done: IsDone = true; break;
            }
        }
    }

    /// <summary>The last few lines stand in the error message; the 1 MB of the console workload need not be kept.</summary>
    private void Remember(string line)
    {
        const int Kept = 2000;
        _lastLines.Append("  ").AppendLine(line.Length > 200 ? line[..200] + "…" : line);
        if (_lastLines.Length > 2 * Kept) _lastLines.Remove(0, _lastLines.Length - Kept);
    }

    internal string Tail() => _lastLines.Length == 0 ? " The guest printed nothing.\n" : $" Its last lines:\n{_lastLines}";
}
