using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Devices.Disks;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Loading;
using Hyperweave.Vmm.Operations;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Building;

/// <summary>
/// Everything of a machine that does not depend on its engine: memory, time, devices, the meaning of operations. Engines
/// and the paravirtual interface are made from it.
/// </summary>
internal sealed unsafe class MachineBase : IDisposable
{
    /// <param name="ram">Its own from now on.</param>
    /// <param name="engineContextBytes">What the engine needs of the processor's context.</param>
    public MachineBase(MachineOptions options, GuestImage image, GuestRam ram, ulong engineContextBytes)
    {
        (Options, Image, Ram) = (options, image, ram);
        Context = new ProcessorContext(engineContextBytes);
        Thread = new ProcessorThread(Context, RunMachine);
        Memory = new GuestPhysicalMemory(Ram);
        Walker = new PageWalker(Cpu, Memory);
        Virtual = new GuestVirtualMemory(Cpu, Memory, Walker);
        Serial = new SerialOutput(options.SerialOutput);
        Timers = new TimerQueue(Clock);
        Counter = new CalibratedCounter(HostTimeStampCounter.Read, Clock);
        Services = new ProcessorServices(Counter, Virtual);
        var guestCounter = new GuestCounter(Counter, Cpu);
        Platform = new PcPlatform(Timers, guestCounter, Serial, Ram.Size, ending => Services.Machine.Stop(ending), () => DateTime.UtcNow);
        DeviceMemory = new DeviceMemory(Memory);
        _slots = new VirtioSlots(Platform, DeviceMemory, Inbox, options);
        Model = new ProcessorModel(Counter, ProcessorChoice.For(options));
        Tables = new DescriptorTables(Cpu, Virtual);
        Tasks = new TaskSwitch(Cpu, Virtual, Tables, Services);
        Delivery = new InterruptDelivery(Cpu, Virtual, Tables, Tasks);
    }

    private readonly VirtioSlots _slots;

    private void RunMachine()
    {
        using var alarm = new HostAlarm(Clock);
        Timers.Use(alarm);
        Ending = Services.Machine.Run();
    }

    public MachineOptions Options { get; }
    public GuestImage Image { get; }
    public GuestRam Ram { get; }
    public ProcessorContext Context { get; }

    /// <summary>Runs the machine; an engine asks it to leave guest code.</summary>
    public ProcessorThread Thread { get; }

    /// <summary>Set when the thread has ended.</summary>
    public MachineEnding? Ending { get; private set; }

    public CpuState* Cpu => Context.Cpu;
    public GuestPhysicalMemory Memory { get; }
    public DeviceMemory DeviceMemory { get; }
    public PageWalker Walker { get; }
    public GuestVirtualMemory Virtual { get; }
    public SerialOutput Serial { get; }
    public IMachineClock Clock { get; } = new HostClock();
    public TimerQueue Timers { get; }
    /// <summary>The host's time-stamp counter.</summary>
    public ITimeStampCounter Counter { get; }
    public ProcessorServices Services { get; }
    public PcPlatform Platform { get; }
    public ProcessorModel Model { get; }
    public DescriptorTables Tables { get; }
    public TaskSwitch Tasks { get; }

    /// <summary>What arrives from other threads.</summary>
    public ProcessorInbox Inbox { get; } = new();

    /// <summary>Takes in what has arrived.</summary>
    public void TakeInput()
    {
        Platform.Serial.Poll();
        Inbox.Run();
    }

    /// <summary>See <see cref="VirtioSlots.ConsoleReceived"/>.</summary>
    public Action<byte[]>? ConsoleReceived => _slots.ConsoleReceived;

    /// <summary>Ends the work that goes on beside the processor: what the guest has asked its disks for is done afterwards.</summary>
    public void CloseDevices() => _slots.Dispose();

    /// <summary>Delivery through the guest's IDT.</summary>
    public InterruptDelivery Delivery { get; }

    /// <summary>The operations, with events of their own (INT n) going to <paramref name="delivery"/>.</summary>
    public OperationExecutor CreateExecutor(IEventDelivery delivery)
    {
        Operations = new PrivilegedOperations(Cpu, Virtual, Tables, Tasks, delivery, Services, Platform.Ports, Platform.Apic, Model);
        return new OperationExecutor(Cpu, Operations, Platform.Ports, new MemoryAccessor(Cpu, Virtual, Platform.MemoryBus));
    }

    /// <summary>Set by <see cref="CreateExecutor"/>; the paravirtual interface uses them too.</summary>
    public PrivilegedOperations? Operations { get; private set; }

    public void Dispose()
    {
        Context.Dispose();
        Ram.Dispose();
    }
}
