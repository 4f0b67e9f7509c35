using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Devices;

/// <summary>The devices of the PC, each at its place and wired to its interrupt line. docs/machine.md is the same list for readers.</summary>
public sealed class PcPlatform
{
    private const int TimerIrq = 0;

    /// <param name="counter">The guest's time-stamp counter.</param>
    /// <param name="memoryBytes">RAM size, which CMOS tells.</param>
    /// <param name="end">Called when the guest ends the machine through a device.</param>
    /// <param name="utcNow">The time of day.</param>
    public PcPlatform(TimerQueue timers, ITimeStampCounter counter, SerialOutput serial, ulong memoryBytes, Action<MachineEnding> end,
        Func<DateTime> utcNow)
    {
        Apic = new LocalApic(timers, counter);
        Interrupts = new PlatformInterrupts(Apic, Controllers);
        Serial = new SerialPort16550(serial, Line(SerialPort16550.Irq));

        Controllers.Attach(Ports);
        new IntervalTimer8254(timers, Line(TimerIrq)).Attach(Ports);
        new KeyboardController8042(Line(KeyboardController8042.Irq), () => end(MachineEnding.Reset("keyboard controller"))).Attach(Ports);
        Ports.Attach(SerialPort16550.FirstPort, SerialPort16550.PortCount, Serial);
        var clock = new RealTimeClock(timers, Line(RealTimeClock.Irq), memoryBytes, utcNow);
        Ports.Attach(RealTimeClock.FirstPort, RealTimeClock.PortCount, clock);
        Ports.Attach(PostCodePort.Port, 1, new PostCodePort());
        Ports.Attach(SystemControlA.Port, 1, new SystemControlA(() => end(MachineEnding.Reset("port 0x92"))));
        Ports.Attach(DebugExit.FirstPort, DebugExit.PortCount, new DebugExit(end));
        MemoryBus.Attach(LocalApic.PhysicalBase, LocalApic.Length, Apic);
    }

    public PortBus Ports { get; } = new();
    public MemoryBus MemoryBus { get; } = new();
    public InterruptControllerPair Controllers { get; } = new();
    public LocalApic Apic { get; }
    public PlatformInterrupts Interrupts { get; }
    public SerialPort16550 Serial { get; }

    private Action<bool> Line(int irq) => high => Controllers.SetIrq(irq, high);
}
