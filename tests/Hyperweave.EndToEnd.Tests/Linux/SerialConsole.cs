using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>A guest whose first serial port is at hand: text is awaited and sent.</summary>
internal sealed class SerialConsole : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task<string> _errors;
    private readonly TimeSpan _stolenBefore = Stolen;
    private int _seen;

    public SerialConsole(params string[] arguments)
    {
        _process = CommandLine.StartWithInput(arguments);
        _errors = _process.StandardError.ReadToEndAsync();
        new Thread(Collect) { IsBackground = true }.Start();
    }

    /// <summary>Waits until the guest has printed the text, past what was awaited before; gives what came before it.</summary>
    public string Await(string text, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < limit)
        {
            string output = Output;
            int found = output.IndexOf(text, _seen, StringComparison.Ordinal);
            if (found >= 0)
            {
                string before = output[_seen..found];
                _seen = found + text.Length;
                return before;
            }
            if (_process.HasExited) break;
            Thread.Sleep(20);
        }
        throw new Xunit.Sdk.XunitException($"'{text}' did not come within {limit.TotalSeconds:0} s. Output:\n{Output}\n{(_process.HasExited ? _errors.Result : "")}");
    }

    public void Send(string line)
    {
        _process.StandardInput.Write(line + "\n");
        _process.StandardInput.Flush();
    }

    /// <summary>Runs a shell command and gives what it prints.</summary>
    public string Command(string command, TimeSpan limit)
    {
        // The shell's echo of the line, broken at the terminal's width, shows the marks with their quotes.
        Send($"echo 'be''gin'; {command}; echo 'do''ne'");
        Await("begin\r\n", limit);
        return Await("done\r\n", limit).Trim();
    }

    /// <summary>The exit status, once the process has ended by itself.</summary>
    public int WaitForEnd(TimeSpan limit) =>
        _process.WaitForExit(limit) ? _process.ExitCode : throw new Xunit.Sdk.XunitException($"the guest did not end. Output:\n{Output}");

    /// <summary>
    /// How long the guest's processor could have run and did not, because the host ran something else (Linux, Documentation/scheduler/sched-stats.rst),
    /// or was itself not run.
    /// </summary>
    public TimeSpan Waited
    {
        get
        {
            var threads = Directory.GetDirectories($"/proc/{_process.Id}/task").Where(thread => File.ReadAllText($"{thread}/comm") == "processor\n");
            double nanoseconds = threads.Sum(thread => double.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[1], CultureInfo.InvariantCulture));
            return TimeSpan.FromMilliseconds(nanoseconds / 1e6) + Stolen - _stolenBefore;
        }
    }

    /// <summary>Of /proc/stat's first line, in hundredths of a second (man 5 proc_stat).</summary>
    private static TimeSpan Stolen => TimeSpan.FromMilliseconds(10 * double.Parse(File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[8], CultureInfo.InvariantCulture));

    private string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    private void Collect()
    {
        char[] buffer = new char[4096];
        int count;
        while ((count = _process.StandardOutput.Read(buffer)) > 0)
        {
            lock (_output) _output.Append(buffer, 0, count);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
