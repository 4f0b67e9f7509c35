using Hyperweave.Abi;
using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Loading;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>Loads a paravirtual image and sets the processor to its entry: 64-bit mode, paging on, events masked.</summary>
internal static unsafe class ParavirtualBoot
{
    // Present, code or data, accessed, 4 KiB granularity; code is 64-bit.
    private const uint CodeAttributes = 0xA0_9B00, DataAttributes = 0xC0_9300;

    /// <exception cref="ImageException">RAM is too small for the image.</exception>
    public static void Load(MachineBase machine, ParavirtualNote note)
    {
        var tables = new BootPageTables(machine.Memory);
        // The guest is told of less RAM than there is, and so leaves the tables alone.
        var usable = new GuestPhysicalMemory(machine.Ram.Base, tables.UsableSize);
        var options = machine.Options;
        var information = BootInformation.Place(machine.Image, machine.Image.ProgramSegments, BootProtocol.Multiboot, usable,
            options.CommandLine, options.Modules);
        SetProcessor(machine.Cpu, note.Entry, tables.Write(), information.Address);
        // Room for the entry's first pushes, should it want them before it takes its own stack: the end of usable RAM.
        machine.Cpu->Rsp = Math.Min(tables.UsableSize, GuestMemoryMap.LowLimit);
    }

    private static void SetProcessor(CpuState* cpu, ulong entry, ulong root, ulong information)
    {
        BootState.Reset(cpu);
        cpu->Cr0 |= Cr0.PE | Cr0.PG | Cr0.WP | Cr0.NE | Cr0.MP;
        cpu->Cr3 = root;
        cpu->Cr4 = Cr4.PAE | Cr4.PGE | Cr4.OSFXSR | Cr4.OSXMMEXCPT;
        cpu->Efer = Efer.LME | Efer.LMA | Efer.NXE;
        cpu->Xcr0 = 3;
        cpu->Cs = new Segment { Selector = TrapReturn.KernelCode, Limit = uint.MaxValue, Attributes = CodeAttributes };
        cpu->Ds = cpu->Es = cpu->Fs = cpu->Gs = cpu->Ss =
            new Segment { Selector = TrapReturn.KernelData, Limit = uint.MaxValue, Attributes = DataAttributes };
        // No tables yet: a trap before SetTrapTable is a triple fault.
        cpu->Idtr = cpu->Gdtr = default;
        cpu->Tr = default;
        cpu->Rdi = information;
        cpu->Rip = entry;
    }
}
