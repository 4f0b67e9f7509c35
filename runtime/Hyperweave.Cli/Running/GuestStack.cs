using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Loading;

namespace Hyperweave.Cli.Running;

/// <summary>
/// Gathers the stack that a kernel prints when it cannot go on, and says it once more with files and lines, which only the
/// image file knows.
/// </summary>
internal sealed class GuestStack
{
    /// <summary>A kernel prints 64 at most.</summary>
    private const int MostFrames = 256;
    private readonly MachineSession _session;
    private readonly List<string> _frames = [];

    public GuestStack(MachineSession session)
    {
        _session = session;
        session.Machine.Parts.Serial.LineCompleted += line =>
        {
            if (_frames.Count < MostFrames && Symbolizer.IsFrame(line)) _frames.Add(line);
        };
    }

    /// <summary>Writes it to standard error, if there was one.</summary>
    public void Show()
    {
        if (_frames.Count == 0) return;
        Console.Error.WriteLine("hyperweave: the stack that the guest printed:");
        var symbolizer = new Symbolizer(_session.Image.Symbols, ReadLines());
        foreach (string frame in _frames) Console.Error.WriteLine(symbolizer.Annotate(frame));
    }

    /// <summary>Damaged debug information costs the lines, not the run's own ending.</summary>
    private Vmm.Loading.Dwarf.LineTable ReadLines()
    {
        try
        {
            return _session.Image.ReadLines();
        }
        catch (ImageException problem)
        {
            Console.Error.WriteLine($"hyperweave: no lines: {problem.Message}");
            return Vmm.Loading.Dwarf.LineTable.Empty;
        }
    }
}
