using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text;
using Hyperweave.Hosting.Processor;
using Hyperweave.Hosting.Time;
using Hyperweave.Vmm;

namespace Hyperweave.Hosting.Kernel;

/// <summary>One kernel's way through its machine: loads it, gives it a thread, and lets that run turn by turn.</summary>
internal sealed class KernelRun : IDisposable
{
    // After the time limit: what a kernel may need from one poll to the next.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Unlimited = Timeout.InfiniteTimeSpan;

    private readonly HostedOptions _options;
    private readonly WindowTurn _turn;
    private readonly KernelContext _context;
    private readonly KernelProcessor _processor;
    private readonly Func<int> _main;
    private readonly Baton _baton = new();
    private readonly Thread _thread;
    private volatile Func<MachineEnding>? _requested;
    private Exception? _failure;
    private string? _awaited;
    private string _typedAhead;
    private int _consumed;

    public KernelRun(KernelEntry entry, HostedOptions options)
    {
        _options = options;
        _turn = new WindowTurn();
        try
        {
            string path = entry.Assembly.Location;
            _context = new KernelContext(Path.GetDirectoryName(path)!);
            var kernel = new KernelSide(_context.GuestApi());
            var place = new KernelPlace(_context);
            var refusals = new Refusals(place);
            IHostedClock clock = options.Time == HostedTime.Virtual ? new VirtualClock(kernel.Remaining) : new HostClock();
            Board = new HostedBoard(options, clock, Serial, kernel, place, refusals);
            Board.Assemble(new HostedEngine(Begin, kernel.Grant));
            _processor = new KernelProcessor(Board, Board.Operations, kernel, refusals, _baton.Rest)
            {
                EndRequested = () => _requested?.Invoke(),
                Enough = HasAppeared,
                TypeAhead = TypeAhead,
            };
            Board.Services.Halting = _processor.Halt;
            kernel.Attach(_processor.Operate, _processor.Caught);
            _main = entry.Find(_context.Copy(path));
            _thread = new Thread(Live, maxStackSize: 16 << 20) { IsBackground = true, Name = $"kernel {entry.Assembly.GetName().Name}" };
        }
        catch
        {
            Board?.Dispose();
            _turn.Dispose();
            throw;
        }
        _typedAhead = options.SerialInput;
        _thread.Start();
    }

    public SerialText Serial { get; } = new();

    public HostedBoard Board { get; }

    private Machine Machine => Board.Machine;

    /// <summary>Lets the kernel run until it rests or, where a text is given, that has been printed.</summary>
    public void Go(string? awaited)
    {
        _awaited = awaited;
        if (Machine.Ending is null && !HasAppeared()) Pass();
        if (_failure is { } failure)
        {
            _failure = null;
            ExceptionDispatchInfo.Throw(failure);
        }
        if (Machine.Ending is { Message: { } problem }) throw new HostedMachineException($"{problem}{Printed()}");
        if (awaited is not null) Consume(awaited);
    }

    /// <summary>Characters come in on COM1.</summary>
    public void Receive(string text)
    {
        foreach (byte value in Encoding.Latin1.GetBytes(text)) Board.Platform.Serial.Receive(value);
        _processor.Wake();
    }

    public void Dispose()
    {
        if (Machine.Ending is null)
        {
            _requested = () => MachineEnding.Cancelled(Board.Place.Describe());
            _processor.Wake();
            _baton.GiveToKernel();
        }
        // A kernel that never looks up keeps its memory: taking it away would bring the process down.
        if (!_thread.Join(Grace)) return;
        Board.Dispose();
        _context.Unload();
        _turn.Dispose();
    }

    private void Pass()
    {
        Board.Clock.Run(true);
        _baton.GiveToKernel();
        if (!_baton.WaitForKernel(Debugger.IsAttached ? Unlimited : _options.TimeLimit)) EndByTime();
        Board.Clock.Run(false);
    }

    private void EndByTime()
    {
        _requested = () => MachineEnding.TimedOut(_options.TimeLimit, Board.Place.Describe());
        _processor.Wake();
        if (!_baton.WaitForKernel(Grace))
            throw new HostedMachineException($"the kernel has not come to a safe point for {Grace.TotalSeconds:0} s after its time limit: it waits outside of its own code");
    }

    private void Consume(string awaited)
    {
        if (!HasAppeared())
        {
            string state = Machine.Ending is { } ending ? $"ended with status {ending.Status}" : "waits for input";
            throw new HostedMachineException($"the kernel {state} without having printed \"{awaited}\"{Printed()}");
        }
        _consumed = Serial.Text.IndexOf(awaited, _consumed, StringComparison.Ordinal) + awaited.Length;
    }

    private bool TypeAhead()
    {
        string text = _typedAhead;
        _typedAhead = "";
        Receive(text);
        return text.Length != 0;
    }

    private string Printed() => Serial.Length == 0 ? "; it printed nothing" : $"; it printed:\n{Serial.Text}";

    private bool HasAppeared() => _awaited is { } text && Serial.Contains(text, _consumed);

    /// <summary>The kernel's thread.</summary>
    private void Live()
    {
        _baton.WaitForCaller();
        try
        {
            Machine.Run();
        }
        finally
        {
            _baton.GiveToCaller();
        }
    }

    /// <summary>The kernel itself, from Main to its end, however that comes.</summary>
    private void Begin()
    {
        try
        {
            Machine.Stop(_requested?.Invoke() ?? MachineEnding.DebugExit((uint)_main()));
        }
        catch (MachineEndedException)
        {
        }
        catch (HostedRefusalException refusal)
        {
            _failure = refusal;
            Machine.Stop(MachineEnding.Unsupported(refusal.Message));
        }
        catch (Exception unhandled)
        {
            _failure = unhandled;
            Machine.Stop(new MachineEnding(MachineEnding.PanicStatus, $"unhandled {unhandled.GetType().Name}: {unhandled.Message}, at {Board.Place.Describe(unhandled)}"));
        }
    }
}
