using System.Runtime.InteropServices;
using Hyperweave.Hosting.Time;
using Hyperweave.Vmm;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Loading;
using Hyperweave.Vmm.Operations;
using Hyperweave.Vmm.Paravirtual;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Hosting.Processor;

/// <summary>The machine of a hosted kernel: the parts of every machine, with an engine that lets the kernel run by itself.</summary>
internal sealed unsafe class HostedBoard : IDisposable
{
    /// <summary>Where an image would lie: kernels keep off it.</summary>
    public const ulong ImageStart = 0x10_0000, ImageEnd = 0x20_0000;

    private const int Vectors = 256;

    private readonly GuestRam _ram;
    private readonly GuestWindow _window;

    public HostedBoard(HostedOptions options, IHostedClock clock, SerialText output, KernelSide kernel, KernelPlace place, Refusals refusals)
    {
        (Clock, Place) = (clock, place);
        _ram = new GuestRam(options.MemoryBytes);
        _window = OpenWindow();
        Cpu = (CpuState*)NativeMemory.AlignedAlloc((nuint)sizeof(CpuState), 64);
        Stubs = (ulong*)NativeMemory.Alloc(Vectors, sizeof(ulong));
        for (int vector = 0; vector < Vectors; vector++) Stubs[vector] = HostedDelivery.FirstStub + (ulong)vector * HostedDelivery.StubDistance;
        Memory = new GuestPhysicalMemory(_ram);
        Virtual = new GuestVirtualMemory(Cpu, Memory, new PageWalker(Cpu, Memory));
        Serial = new SerialOutput(output.Sink);
        Timers = new TimerQueue(clock);
        var counter = new ClockCounter(clock);
        Platform = new PcPlatform(Timers, counter, Serial, _ram.Size, ending => Machine!.Stop(ending), () => clock.UtcNow);
        Pointers = new GuestPointers(_ram, Virtual, Platform.MemoryBus, refusals);
        Delivery = new HostedDelivery(Cpu, Pointers, kernel, refusals);
        Services = new HostedServices(Virtual, counter);
        var tables = new DescriptorTables(Cpu, Virtual);
        var operations = new PrivilegedOperations(Cpu, Virtual, tables, new TaskSwitch(Cpu, Virtual, tables, Services), Delivery, Services, Platform.Ports, Platform.Apic, new ProcessorModel(counter));
        Operations = new OperationTable(this, operations, refusals);
        Executor = new OperationExecutor(Cpu, operations, Platform.Ports, new MemoryAccessor(Cpu, Virtual, Platform.MemoryBus));
        PowerOn(options);
    }

    public CpuState* Cpu { get; }
    public IHostedClock Clock { get; }
    public KernelPlace Place { get; }
    public GuestPhysicalMemory Memory { get; }
    public GuestVirtualMemory Virtual { get; }
    public SerialOutput Serial { get; }
    public TimerQueue Timers { get; }
    public PcPlatform Platform { get; }
    public GuestPointers Pointers { get; }
    public HostedDelivery Delivery { get; }
    public HostedServices Services { get; }
    public OperationTable Operations { get; }
    public OperationExecutor Executor { get; }

    /// <summary>256 addresses that stand for the trap stubs.</summary>
    public ulong* Stubs { get; }

    /// <summary>Physical address of the Multiboot information.</summary>
    public ulong BootInformation { get; private set; }

    public Machine Machine { get; private set; } = null!;

    /// <summary>Puts the machine together.</summary>
    public void Assemble(IEngine engine) => Machine = new Machine(new MachineParts
    {
        Cpu = Cpu,
        Engine = engine,
        Operations = Executor,
        Delivery = Delivery,
        Interrupts = Platform.Interrupts,
        Timers = Timers,
        Serial = Serial,
        TakeInput = Platform.Serial.Poll,
        Symbols = SymbolTable.Empty,
        Place = Place.Describe,
    });

    public void Dispose()
    {
        _window.Dispose();
        _ram.Dispose();
        NativeMemory.AlignedFree(Cpu);
        NativeMemory.Free(Stubs);
        Pointers.Dispose();
    }

    private GuestWindow OpenWindow()
    {
        try
        {
            return new GuestWindow(_ram);
        }
        catch (HostException inUse)
        {
            _ram.Dispose();
            throw new HostedMachineException($"guest RAM cannot be put at its own addresses in this process, {inUse.Message}: give the machine less memory");
        }
    }

    /// <summary>The state in which the guest API's boot stub enters C#: 64-bit code at ring 0, the first 4 GiB mapped at their own addresses, interrupts off.</summary>
    private void PowerOn(HostedOptions options)
    {
        var tables = new BootPageTables(Memory, deviceEnd: GuestMemoryMap.HighStart);
        var usable = new GuestPhysicalMemory(_ram.Base, tables.UsableSize);
        BootInformation = Vmm.Loading.BootInformation.PlaceWithoutImage("the kernel", ImageEnd, usable, options.CommandLine, options.Modules).Address;
        BootState.Reset(Cpu);
        Cpu->Cr3 = tables.Write();
        Cpu->Cr4 = Cr4.PAE | Cr4.OSFXSR | Cr4.OSXMMEXCPT;
        Cpu->Efer = Efer.LME | Efer.LMA;
        Cpu->Cr0 |= Cr0.PE | Cr0.PG | Cr0.WP | Cr0.NE | Cr0.MP;
        Cpu->Cs = new Segment { Selector = 0x08, Limit = uint.MaxValue, Attributes = ProcessorMode.LongCode | ProcessorMode.Present | 0x9B00 };
    }
}
