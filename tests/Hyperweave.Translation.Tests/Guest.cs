using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Engines.Translation;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Operations;
using Hyperweave.Vmm.Time;
using Iced.Intel;

namespace Hyperweave.Translation.Tests;

/// <summary>
/// A processor in long mode with 16 MiB of RAM under the translation engine, without a machine around it. RAM is mapped at
/// its own addresses by 2 MiB pages; <see cref="Data"/> is mapped elsewhere by 4 KiB pages.
/// </summary>
internal sealed unsafe class Guest : IDisposable
{
    internal const ulong Code = 0x10_0000, Stack = 0x20_0000;
    /// <summary>Guest address of the data pages, in a slot of its own; RAM behind it.</summary>
    internal const ulong Data = 0x5000_0000_0000, DataPhysical = 0x40_0000;
    internal const int DataPages = 16;
    /// <summary>Physical address of the entry that maps RAM at its own addresses.</summary>
    internal const ulong FirstTableEntry = Tables;
    private const ulong Tables = 0x1000, Present = 1, Writable = 2, User = 4, Large = 0x80;

    /// <param name="level">The processor; what V3 adds is enabled where it has it.</param>
    internal Guest(ulong? hypercallPage = null, ProcessorLevel level = ProcessorLevel.V2, ulong codeCacheBytes = 64 << 20)
    {
        Context = new ProcessorContext(TranslationEngine.ContextBytes);
        Ram = new GuestRam(16 << 20);
        Memory = new GuestPhysicalMemory(Ram.Base, Ram.Size);
        Cpu = Context.Cpu;
        Walker = new PageWalker(Cpu, Memory);
        Model = new ProcessorModel(new NoCounter(), level);
        BuildTables();
        Cpu->Cr0 = Cr0.PE | Cr0.PG | Cr0.WP | Cr0.NE;
        Cpu->Cr3 = Tables;
        Cpu->Cr4 = Cr4.PAE | Cr4.OSFXSR | Cr4.OSXMMEXCPT | Model.Cr4Mask & Cr4.OSXSAVE;
        Cpu->Xcr0 = Model.ExtendedStateMask;
        Cpu->Efer = Efer.LME | Efer.LMA;
        Cpu->Cs.Attributes = ProcessorMode.LongCode | ProcessorMode.Present;
        Cpu->Rsp = Stack;
        Cpu->Rip = Code;
        Engine = new TranslationEngine(Context, Ram, Memory, Walker, Model, new Watchpoints(Cpu), codeCacheBytes, hypercallPage);
    }

    internal ProcessorContext Context { get; }
    internal GuestRam Ram { get; }
    internal GuestPhysicalMemory Memory { get; }
    internal PageWalker Walker { get; }
    internal CpuState* Cpu { get; }
    internal ProcessorModel Model { get; }
    internal TranslationEngine Engine { get; }

    /// <summary>Physical address of the entry that maps a data page.</summary>
    internal static ulong DataEntry(int page) => Tables + 0x6000 + (ulong)page * 8;

    internal void Load(ulong physical, ReadOnlySpan<byte> bytes) => bytes.CopyTo(Memory.Slice(physical, bytes.Length));

    internal void Load(Assembler code) => Load(Code, Assemble(code, Code));

    internal static byte[] Assemble(Assembler code, ulong origin)
    {
        using var bytes = new MemoryStream();
        code.Assemble(new StreamCodeWriter(bytes), origin);
        return bytes.ToArray();
    }

    /// <summary>Runs until the first exit that is not an interruption.</summary>
    internal Exit Run()
    {
        Exit exit = default;
        ProcessorThread.Run(Context, () =>
        {
            do exit = Engine.Run();
            while (exit.Kind == ExitKind.Interrupted);
        });
        return exit;
    }

    /// <summary>Runs new code at <see cref="Code"/>, ended by an OUT.</summary>
    internal Exit Run(Action<Assembler> write)
    {
        var code = new Assembler(64);
        write(code);
        code.@out(0xF4, AssemblerRegisters.al);
        Engine.Written(Code, 4096);
        Load(code);
        Cpu->Rip = Code;
        return Run();
    }

    public void Dispose()
    {
        Engine.Dispose();
        Ram.Dispose();
        Context.Dispose();
    }

    private sealed class NoCounter : ITimeStampCounter
    {
        public ulong Frequency => 1_000_000_000;

        public ulong Read() => 0;
    }

    private void BuildTables()
    {
        ulong Slot(ulong address, int shift) => (address >> shift & 511) * 8;
        Memory.Write(Tables, Tables + 0x1000 | Present | Writable | User);
        Memory.Write(Tables + 0x1000, Tables + 0x2000 | Present | Writable | User);
        for (ulong page = 0; page < 8; page++) Memory.Write(Tables + 0x2000 + page * 8, page << 21 | Large | Present | Writable);
        Memory.Write(Tables + Slot(Data, 39), Tables + 0x4000 | Present | Writable | User);
        Memory.Write(Tables + 0x4000 + Slot(Data, 30), Tables + 0x5000 | Present | Writable | User);
        Memory.Write(Tables + 0x5000 + Slot(Data, 21), Tables + 0x6000 | Present | Writable | User);
        for (int page = 0; page < DataPages; page++)
            Memory.Write(DataEntry(page), DataPhysical + (ulong)page * 4096 | Present | Writable | User);
    }
}
