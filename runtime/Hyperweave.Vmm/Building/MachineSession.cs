using Hyperweave.Vmm.Debugging;
using Hyperweave.Vmm.Devices.Typing;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Loading;

namespace Hyperweave.Vmm.Building;

/// <summary>A machine that is ready to run, with what it owns: engine, memory, the thread that reads its input.</summary>
public sealed class MachineSession : IDisposable
{
    private readonly MachineBase _base;

    internal MachineSession(MachineBase machineBase, MachineParts parts)
    {
        _base = machineBase;
        Machine = new Machine(parts);
        machineBase.Services.Machine = Machine;
        machineBase.Platform.Apic.NonMaskable = Machine.RaiseNonMaskable;
        machineBase.Inbox.Kick = Machine.Kick;
        machineBase.DeviceMemory.Written = parts.Engine.Written;
        LimitTime(machineBase.Options.Timeout);
    }

    public Machine Machine { get; }

    private GdbServer? _gdb;
    private ulong _start;

    public GuestImage Image => _base.Image;

    public GuestMemory.GuestPhysicalMemory Memory => _base.Memory;

    /// <summary>Lets gdb connect, on the loopback interface; before <see cref="Run"/>.</summary>
    /// <param name="port">0 for any that is free.</param>
    /// <param name="stopped">Wait for gdb at the guest's first instruction.</param>
    /// <returns>The port.</returns>
    /// <exception cref="GdbException">The port cannot be had.</exception>
    public int ListenForGdb(int port, bool stopped)
    {
        _gdb = new GdbServer(port, Machine.Kick);
        Machine.Debugger = new GdbDebugger(_gdb, Machine, new DebuggedGuest(_base, Machine.Parts), stopped);
        return _gdb.Port;
    }

    /// <summary>Runs the guest until it ends.</summary>
    public MachineEnding Run()
    {
        Start();
        return Wait();
    }

    /// <summary>Lets the guest run, on a processor thread of its own.</summary>
    public void Start()
    {
        _base.Platform.Keyboard.Connect(new Typist(_base.Timers, _base.Options.Keys));
        _start = _base.Clock.Nanoseconds;
        _base.Thread.Start();
        Read(_base.Options.SerialInput, "serial input", ReceiveSerial);
        if (_base.ConsoleReceived is { } receive) Read(_base.Options.ConsoleInput, "console input", receive);
    }

    /// <summary>Waits for the end.</summary>
    public MachineEnding Wait()
    {
        _base.Thread.Join();
        Machine.Statistics.WallTime = TimeSpan.FromMicroseconds((_base.Clock.Nanoseconds - _start) / 1000.0);
        return _base.Ending!;
    }

    public void Dispose()
    {
        _gdb?.Dispose();
        _base.CloseDevices();
        Machine.Parts.Engine.Dispose();
        _base.Dispose();
    }

    private void LimitTime(TimeSpan? limit)
    {
        if (limit is not { } time) return;
        var timer = _base.Timers.Create(_ => Machine.Stop(MachineEnding.TimedOut(time, Machine.Where())));
        timer.Arm(_base.Clock.Nanoseconds + (ulong)(time.TotalSeconds * 1e9));
    }

    private void ReceiveSerial(byte[] bytes)
    {
        foreach (byte value in bytes) _base.Platform.Serial.Receive(value);
        Machine.Kick();
    }

    /// <summary>Passes on what comes in, on a thread of its own; the end of the input is no event on a line.</summary>
    private static void Read(Stream? input, string name, Action<byte[]> receive)
    {
        if (input is null) return;
        new Thread(() =>
        {
            byte[] buffer = new byte[256];
            int count;
            while ((count = input.Read(buffer)) > 0) receive(buffer[..count]);
        })
        { IsBackground = true, Name = name }.Start();
    }
}
