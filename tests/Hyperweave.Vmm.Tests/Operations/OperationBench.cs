using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Operations;
using Hyperweave.Vmm.Time;
using Iced.Intel;

namespace Hyperweave.Vmm.Tests.Operations;

/// <summary>
/// A processor in 64-bit kernel code at 0x8000 with 1 MiB of RAM mapped one to one: page tables at 0x1000, GDT at 0x3000,
/// IDT at 0x4000 (gate n leads to 0xF0000 + n × 16), TSS at 0x5000 (RSP0 0x9000, IST1 0xA000), stack below 0x7000. Page
/// 0xE000 is read-only, page 0xD000 is not mapped, pages from 0x10000 to 0x17FFF are for user mode too.
/// </summary>
internal sealed unsafe class OperationBench : IDisposable, IProcessorServices
{
    private sealed class FixedClock : IMachineClock, ITimeStampCounter
    {
        public ulong Nanoseconds => 0;
        public ulong Read() => 0x1_0000_0005;
        public ulong Frequency => 2_000_000_000;
    }

    public const ulong Code = 0x8000, Stack = 0x7000;
    private const uint RamSize = 1 << 20;
    private readonly GuestRamBlock _ram = new(RamSize);
    private readonly CpuBlock _cpu = new();
    private readonly FixedClock _clock = new();
    private readonly PrivilegedOperations _operations;
    private readonly OperationExecutor _executor;
    private readonly List<string> _happened = [];

    /// <summary>Descriptors by selector: kernel code and data, user data and code, TSS, 32-bit code, not present, conforming, LDT, call gate.</summary>
    private static readonly (int Selector, ulong Raw)[] Descriptors =
    [
        (0x08, 0x00AF9B000000FFFF), (0x10, 0x00CF93000000FFFF), (0x18, 0x00CFF3000000FFFF), (0x20, 0x00AFFB000000FFFF),
        (0x28, 0x0000890050000067), (0x38, 0x00CF9B000000FFFF), (0x40, 0x00AF1B000000FFFF), (0x48, 0x00AF9F000000FFFF),
        (0x50, 0x0000820060000017), (0x60, 0x0000EC0000080000), (0x70, 0x00CF13000000FFFF), (0x78, 0x00CF91000000FFFF),
        (0x80, 0x1240930000000FFF), (0x88, 0x00CF99000000FFFF),
    ];

    public OperationBench()
    {
        BuildMemory();
        SetProcessor();
        var walker = new PageWalker(Cpu, Memory);
        var memory = new GuestVirtualMemory(Cpu, Memory, walker);
        var tables = new DescriptorTables(Cpu, memory);
        var tasks = new TaskSwitch(Cpu, memory, tables, this);
        var delivery = new InterruptDelivery(Cpu, memory, tables, tasks);
        var platform = new PcPlatform(new TimerQueue(_clock), _clock, new SerialOutput(Stream.Null), RamSize, ending => _happened.Add($"end {ending.Status}"), () => DateTime.UnixEpoch);
        platform.Ports.Attach(0x500, 4, new EchoPort(_happened));
        _operations = new PrivilegedOperations(Cpu, memory, tables, tasks, delivery, this, platform.Ports, platform.Apic, new ProcessorModel(_clock, ProcessorLevel.V3));
        _executor = new OperationExecutor(Cpu, _operations, platform.Ports, new MemoryAccessor(Cpu, memory, platform.MemoryBus));
        Delivery = delivery;
    }

    public CpuState* Cpu => _cpu.Cpu;
    public GuestPhysicalMemory Memory => _ram.Memory;
    public InterruptDelivery Delivery { get; }

    /// <summary>What the operations asked of the machine, in order.</summary>
    public string Happened => string.Join(' ', _happened);

    /// <summary>Performs the instruction at RIP.</summary>
    public void Execute(byte[] instruction)
    {
        instruction.CopyTo(Memory.Slice(Cpu->Rip, instruction.Length));
        var decoder = Decoder.Create(ProcessorMode.CodeBits(*Cpu), new ByteArrayCodeReader(instruction));
        decoder.IP = Cpu->Rip;
        decoder.Decode(out var decoded);
        if (decoded.MemoryBase != Register.None && Cpu->Rbx >= 0xFEE0_0000 && decoded.MemoryBase == Register.RBX) _executor.MemoryAccess(new Engines.Exit { Instruction = decoded });
        else _executor.Execute(decoded);
    }

    /// <summary>The segment register that a load of this selector gives.</summary>
    public static Segment SegmentOf(ushort selector)
    {
        if ((selector & ~3) == 0) return new Segment { Selector = selector };
        ulong raw = Descriptors.Single(row => row.Selector == (selector & ~7)).Raw;
        uint limit = (uint)(raw & 0xFFFF | raw >> 32 & 0xF0000);
        return new Segment
        {
            Selector = selector,
            Base = raw >> 16 & 0xFF_FFFF | raw >> 32 & 0xFF00_0000,
            Limit = (raw >> 55 & 1) != 0 ? limit << 12 | 0xFFF : limit,
            Attributes = (uint)(raw >> 32) & 0xF0FF00,
        };
    }

    private void BuildMemory()
    {
        Memory.Write(0x1000, 0x2027UL);
        Memory.Write(0x2000, 0xB027UL);
        Memory.Write(0x2018, 0xC000_00E7UL);
        Memory.Write(0xB000, 0xC027UL);
        for (ulong page = 0; page < 256; page++)
        {
            ulong rights = page switch { 0xD => 0UL, 0xE => 1, >= 0x10 and < 0x18 => 7, _ => 3 };
            Memory.Write(0xC000 + page * 8, page << 12 | rights | 0x60);
        }
        foreach (var (selector, raw) in Descriptors) Memory.Write(0x3000 + (ulong)selector, raw);
        for (ulong vector = 0; vector < 256; vector++) SetGate(vector, 0x8E00);
        SetGate(0x80, 0xEE00);
        SetGate(0x81, 0xEF00);
        SetGate(0x82, 0x8E01);
        SetGate(0x83, 0x0E00);
        SetGate(0x84, 0x8C00);
        Memory.Write(0x5004, 0x9000UL);
        Memory.Write(0x5024, 0xA000UL);
        // The I/O map begins past the TSS's limit: no port for user mode.
        Memory.Write<ushort>(0x5066, 0x68);
    }

    /// <summary>A gate to kernel code: type, DPL and P in bits 15..8, IST in bits 2..0.</summary>
    private void SetGate(ulong vector, ushort attributes)
    {
        ulong target = 0xF_0000 + vector * 16;
        Memory.Write(0x4000 + vector * 16, target & 0xFFFF | 0x08 << 16 | (ulong)attributes << 32 | target >> 16 << 48);
        Memory.Write(0x4000 + vector * 16 + 8, 0UL);
    }

    private void SetProcessor()
    {
        Vmm.Loading.BootState.Reset(Cpu);
        Cpu->Cr0 = Cr0.PE | Cr0.PG | Cr0.WP | Cr0.ET;
        Cpu->Cr3 = 0x1000;
        Cpu->Cr4 = Cr4.PAE | Cr4.PGE;
        Cpu->Efer = Efer.LME | Efer.LMA | Efer.NXE | Efer.SCE;
        Cpu->Gdtr = new DescriptorTable { Base = 0x3000, Limit = 0x8F };
        Cpu->Idtr = new DescriptorTable { Base = 0x4000, Limit = 0xFFF };
        Cpu->Cs = SegmentOf(0x08);
        Cpu->Ss = Cpu->Ds = Cpu->Es = Cpu->Fs = Cpu->Gs = SegmentOf(0x10);
        Cpu->Tr = new Segment { Selector = 0x28, Base = 0x5000, Limit = 0x67, Attributes = 0x8B00 };
        Cpu->Rsp = Stack;
        Cpu->Rip = Code;
    }

    void IProcessorServices.Halt() => _happened.Add("halt");
    void IProcessorServices.FlushPage(ulong address) => _happened.Add($"flush {address:X}");
    void IProcessorServices.FlushSpace(bool includingGlobal) => _happened.Add(includingGlobal ? "flush-all" : "flush-space");
    void IProcessorServices.FlushContext(ushort context) => _happened.Add($"flush-context {context:X}");
    void IProcessorServices.SwitchContext() => _happened.Add("switch");
    ulong IProcessorServices.ReadTimeStampCounter() => _clock.Read();

    public void Dispose()
    {
        _ram.Dispose();
        _cpu.Dispose();
    }

    /// <summary>Four ports that answer their number + 0xA0 and tell what is written.</summary>
    private sealed class EchoPort(List<string> happened) : IPortDevice
    {
        public byte Read(int offset) => (byte)(0xA0 + offset);
        public void Write(int offset, byte value) => happened.Add($"out{offset}:{value:X}");
    }
}
