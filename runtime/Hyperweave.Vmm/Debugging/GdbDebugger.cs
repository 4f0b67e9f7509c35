using Hyperweave.Vmm.Engines;

namespace Hyperweave.Vmm.Debugging;

/// <summary>
/// Lets one gdb stop the guest and go on with it. All of it runs on the processor's thread; what gdb sends waits in the
/// server's queue until the machine looks, which each event makes it do soon.
/// </summary>
internal sealed class GdbDebugger : IMachineDebugger
{
    private static readonly HashSet<ulong> s_none = [];

    private readonly GdbServer _server;
    private readonly Machine _machine;
    private readonly IDebuggedEngine _engine;
    private readonly DebuggedGuest _guest;
    private readonly GdbCommands _commands;
    private readonly Breakpoints _breakpoints = new();
    private GdbConnection? _connection;
    private bool _isStopped;
    private bool _hasStepped;
    private Resumption _going;
    private StopReason? _due;
    private StopReason _reason = StopReason.Stepped;

    /// <param name="stopped">Begin at the guest's first instruction, before there is a gdb.</param>
    internal GdbDebugger(GdbServer server, Machine machine, DebuggedGuest guest, bool stopped)
    {
        (_server, _machine, _guest) = (server, machine, guest);
        _engine = (IDebuggedEngine)machine.Parts.Engine;
        _commands = new GdbCommands(guest, _breakpoints, new MonitorCommands(machine, guest));
        _isStopped = stopped;
    }

    public bool AwaitTurn()
    {
        if (_hasStepped && !_going.Contains(_guest.Rip)) _due ??= StopReason.Stepped;
        if (_hasStepped && _breakpoints.Contains(_guest.Rip)) _due = _breakpoints.ReasonAt(_guest.Rip);
        _hasStepped = false;
        if (_due is { } reason) Stop(reason);
        Serve();
        return _going.IsStep;
    }

    public void TurnTaken(ExitKind exit)
    {
        if (exit == ExitKind.Breakpoint) _due = _breakpoints.ReasonAt(_guest.Rip);
        _hasStepped = _going.IsStep && exit != ExitKind.Interrupted;
    }

    public void WhileHalted() => Serve();

    public void Ended(MachineEnding ending)
    {
        if (_connection is not null && ending.Status is MachineEnding.FaultStatus or MachineEnding.HaltStatus or MachineEnding.UnsupportedStatus)
            ShowTheDead(ending);
        _connection?.Send(ending.Message is null ? $"W{ending.Status:x2}" : $"X{SignalOf(ending):x2}");
    }

    /// <summary>Answers gdb while the guest is stopped; returns when it may go on, or has ended.</summary>
    private void Serve()
    {
        while (_machine.Ending is null)
        {
            while (_server.TryTake(out var taken)) Handle(taken);
            if (!_isStopped) return;
            _machine.WaitForKick();
        }
    }

    private void Handle(in GdbEvent taken)
    {
        switch (taken.Kind)
        {
            case GdbEventKind.Connected:
                _connection = taken.Connection;
                if (!_isStopped) Stop(StopReason.Stepped);
                break;
            case GdbEventKind.Disconnected:
                Detach();
                break;
            case GdbEventKind.Interrupt:
                if (!_isStopped) Stop(StopReason.Interrupted);
                break;
            // A gdb in all-stop mode sends nothing else while the guest runs.
            case GdbEventKind.Packet when _isStopped:
                Obey(_commands.Perform(taken.Packet, _connection!, _reason));
                break;
        }
    }

    private void Obey(in GdbVerdict verdict)
    {
        switch (verdict.Kind)
        {
            case GdbVerdictKind.Resume:
                _going = verdict.Resumption;
                _isStopped = false;
                if (!_going.IsStep) _engine.SetBreakpoints(_breakpoints.All);
                break;
            case GdbVerdictKind.Detach:
                Detach();
                break;
            case GdbVerdictKind.Kill:
                _machine.Stop(MachineEnding.Killed(_machine.Where()));
                break;
        }
    }

    private void Stop(StopReason reason)
    {
        bool reports = !_isStopped && _connection is not null && (reason != StopReason.Stepped || _going.IsStep);
        _due = null;
        _isStopped = true;
        _reason = reason;
        _engine.SetBreakpoints(s_none);
        _guest.Refresh();
        _machine.Parts.Serial.Flush();
        if (reports) _connection!.Send(_commands.StopReply(reason));
        _going = default;
    }

    /// <summary>The guest goes on as if there had never been a gdb, until another one comes.</summary>
    private void Detach()
    {
        _connection = null;
        _commands.Forget();
        _breakpoints.Clear();
        _engine.SetBreakpoints(s_none);
        (_going, _due, _isStopped) = (default, null, false);
    }

    /// <summary>Stops once more before the end, until gdb goes on, or the user ends the run all the same.</summary>
    private void ShowTheDead(MachineEnding ending)
    {
        _connection!.Send("O" + Hexadecimal.OfText($"hyperweave: {ending.Message}\n"));
        _isStopped = false;
        Stop(StopReason.Died);
        while (_isStopped && _connection is not null && !_machine.IsStoppedAgain)
        {
            while (_server.TryTake(out var taken)) Handle(taken);
            if (_isStopped) _machine.WaitForKick();
        }
    }

    /// <summary>gdb's numbers of SIGINT, SIGALRM and SIGABRT.</summary>
    private static int SignalOf(MachineEnding ending) => ending.Status switch
    {
        MachineEnding.CancelledStatus => 2,
        MachineEnding.TimeoutStatus => 14,
        _ => 6,
    };
}
