using Hyperweave.Vmm.Devices.Virtio;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Devices;

/// <summary>The devices of the PC, each at its place and wired to its interrupt line. docs/machine.md is the same list for readers.</summary>
public sealed class PcPlatform
{
    /// <summary>The 8254's line, and the I/O APIC's pin that it leads to.</summary>
    public const int TimerIrq = 0, TimerPin = 2;

    /// <summary>As firmware leaves the second controller's ELCR: the lines of ACPI (9) and PCI (10, 11).</summary>
    private const byte LevelTriggeredSlave = 0x0E;

    private readonly Dictionary<int, SharedLine> _pciLines = [];
    private readonly RealTimeClock _clock;
    private bool _hpetReplaces;

    /// <param name="counter">The guest's time-stamp counter.</param>
    /// <param name="memoryBytes">RAM size, which CMOS tells.</param>
    /// <param name="end">Called when the guest ends the machine through a device.</param>
    /// <param name="utcNow">The time of day.</param>
    public PcPlatform(TimerQueue timers, ITimeStampCounter counter, SerialOutput serial, ulong memoryBytes, Action<MachineEnding> end,
        Func<DateTime> utcNow)
    {
        Apic = new LocalApic(timers, counter);
        IoApic = new IoApic(Apic);
        Apic.LevelEnded = IoApic.EndOfInterrupt;
        Interrupts = new PlatformInterrupts(Apic, Controllers, timers);
        Serial = new SerialPort16550(serial, Line(SerialPort16550.Irq));

        Controllers.Attach(Ports);
        Controllers.Slave.LevelTriggered = LevelTriggeredSlave;
        new IntervalTimer8254(timers, LegacyLine(TimerIrq), () => IsWaiting(TimerIrq)).Attach(Ports);
        Keyboard = new KeyboardController8042(Line(KeyboardController8042.Irq), () => end(MachineEnding.Reset("keyboard controller")));
        Keyboard.Attach(Ports);
        Ports.Attach(SerialPort16550.FirstPort, SerialPort16550.PortCount, Serial);
        _clock = new RealTimeClock(timers, LegacyLine(RealTimeClock.Irq), memoryBytes, utcNow);
        Ports.Attach(RealTimeClock.FirstPort, RealTimeClock.PortCount, _clock);
        Ports.Attach(PostCodePort.Port, 1, new PostCodePort());
        Ports.Attach(SystemControlA.Port, 1, new SystemControlA(() => end(MachineEnding.Reset("port 0x92"))));
        Ports.Attach(DebugExit.FirstPort, DebugExit.PortCount, new DebugExit(end));
        AttachPowerManagement(timers, end);
        Pci.Attach(Ports, MemoryBus);
        Pci.Attach(0, new PciHostBridge());
        MemoryBus.Attach(LocalApic.PhysicalBase, LocalApic.Length, Apic);
        MemoryBus.Attach(IoApic.PhysicalBase, IoApic.Length, IoApic);
        MemoryBus.Attach(Hpet.PhysicalBase, Hpet.Length, new Hpet(timers, IoApic, isLegacy => _hpetReplaces = isLegacy));
    }

    public PortBus Ports { get; } = new();
    public MemoryBus MemoryBus { get; } = new();
    public InterruptControllerPair Controllers { get; } = new();
    public PciBus Pci { get; } = new();
    public LocalApic Apic { get; }
    public KeyboardController8042 Keyboard { get; }
    public IoApic IoApic { get; }
    public PlatformInterrupts Interrupts { get; }
    public SerialPort16550 Serial { get; }

    /// <summary>The button, or a bus error: NMI by LINT1, where the chipset lets it pass.</summary>
    public void SignalNonMaskable()
    {
        if (!_clock.IsNonMaskableOff) Apic.SignalLint1();
    }

    /// <summary>An interrupt line: each leads to the 8259 pair and to the I/O APIC; IRQ 0 to its pin 2, as the MADT says.</summary>
    public Action<bool> Line(int irq)
    {
        int pin = PinOf(irq);
        return high =>
        {
            Controllers.SetIrq(irq, high);
            IoApic.SetPin(pin, high);
        };
    }

    /// <summary>The last edge of a line has yet to be taken by the processor.</summary>
    private bool IsWaiting(int irq) => IoApic.IsWaiting(PinOf(irq)) || (Apic.PassesExternal && Controllers.IsWaiting(irq));

    private static int PinOf(int irq) => irq == TimerIrq ? TimerPin : irq;

    /// <summary>The interrupt pin INTA of a PCI slot.</summary>
    private Action<bool> PciLine(int slot)
    {
        int irq = PciBus.LineOf(slot, pin: 0);
        if (!_pciLines.TryGetValue(irq, out var shared)) _pciLines.Add(irq, shared = new SharedLine(Line(irq)));
        return shared.Join();
    }

    /// <summary>Puts a virtio device into a PCI slot.</summary>
    public VirtioTransport Attach(int slot, IVirtioDevice device, DeviceMemory memory)
    {
        uint bar = (uint)PciBus.MemoryStart + (uint)slot * VirtioFunction.BarLength;
        var transport = new VirtioTransport(device, memory, PciLine(slot), Apic.Receive);
        Pci.Attach(slot, new VirtioFunction(transport, bar, PciBus.LineOf(slot, pin: 0)));
        return transport;
    }

    /// <summary>The line of a timer that the HPET can stand in for: it is cut off meanwhile.</summary>
    private Action<bool> LegacyLine(int irq)
    {
        var line = Line(irq);
        return high =>
        {
            if (!_hpetReplaces) line(high);
        };
    }

    private void AttachPowerManagement(TimerQueue timers, Action<MachineEnding> end)
    {
        var power = new AcpiPowerManagement(timers, Line(AcpiPowerManagement.Irq), () => end(MachineEnding.PowerOff(0)));
        Ports.Attach(AcpiPowerManagement.FirstPort, AcpiPowerManagement.PortCount, power);
        Ports.Attach(ResetControl.Port, 1, new ResetControl(() => end(MachineEnding.Reset("port 0xCF9"))));
    }
}
