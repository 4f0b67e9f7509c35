using System.Globalization;

namespace Hyperweave.Cli.Compare;

/// <summary>Watches a process's peak resident memory while it lives: VmHWM of proc(5), which is gone with the process.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly Timer timer;
    private readonly string statusFile;

    internal long Bytes { get; private set; }

    internal PeakMemory(int processId)
    {
        statusFile = $"/proc/{processId}/status";
        timer = new Timer(_ => Sample(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    private void Sample()
    {
        try
        {
            var line = File.ReadLines(statusFile).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            if (line is not null) Bytes = 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException) { } // the process has just ended: the last sample stands
    }

    public void Dispose() => timer.Dispose();
}
