using Hyperweave.Vmm.Engines;

namespace Hyperweave.Vmm.Debugging;

/// <summary>gdb's "monitor": what the machine can tell or do beyond the protocol.</summary>
internal sealed unsafe class MonitorCommands(Machine machine, DebuggedGuest guest)
{
    /// <summary>Performs a command; the answer is lines of text.</summary>
    internal IEnumerable<string> Run(string command) => command.Trim() switch
    {
        "info registers" => Registers(),
        "info exits" => Exits(),
        "nmi" => Signal(guest.SignalNonMaskable),
        "reset" => End(MachineEnding.Reset("debugger")),
        "quit" => End(MachineEnding.Killed(machine.Where())),
        _ => ["monitor info registers    system registers and segments", "monitor info exits        what the guest has been left for, and how often",
            "monitor nmi               a non-maskable interrupt by the chipset", "monitor reset             end the run as if the guest had reset the machine", "monitor quit              end the run"],
    };

    private IEnumerable<string> Registers()
    {
        var cpu = *machine.Parts.Cpu;
        List<string> lines =
        [
            $"rip {machine.Where()}  cpl {cpu.Cpl}",
            $"cr0 0x{cpu.Cr0:x}  cr2 0x{cpu.Cr2:x}  cr3 0x{cpu.Cr3:x}  cr4 0x{cpu.Cr4:x}  cr8 0x{cpu.Cr8:x}  efer 0x{cpu.Efer:x}",
            $"gdtr 0x{cpu.Gdtr.Base:x} limit 0x{cpu.Gdtr.Limit:x}  idtr 0x{cpu.Idtr.Base:x} limit 0x{cpu.Idtr.Limit:x}",
            $"star 0x{cpu.Star:x}  lstar 0x{cpu.Lstar:x}  fmask 0x{cpu.Fmask:x}  kernel gs base 0x{cpu.KernelGsBase:x}",
        ];
        (string Name, Segment Value)[] segments =
            [("cs", cpu.Cs), ("ss", cpu.Ss), ("ds", cpu.Ds), ("es", cpu.Es), ("fs", cpu.Fs), ("gs", cpu.Gs), ("ldtr", cpu.Ldtr), ("tr", cpu.Tr)];
        lines.AddRange(segments.Select(segment =>
            $"{segment.Name,-4} 0x{segment.Value.Selector:x4} base 0x{segment.Value.Base:x} limit 0x{segment.Value.Limit:x} attributes 0x{segment.Value.Attributes:x}"));
        return lines;
    }

    private IEnumerable<string> Exits() => Enum.GetValues<ExitKind>().Where(kind => machine.Statistics.ExitsOf(kind) != 0)
        .Select(kind => $"{kind,-20} {machine.Statistics.ExitsOf(kind),12}");

    private static IEnumerable<string> Signal(Action signal)
    {
        signal();
        return [];
    }

    private IEnumerable<string> End(MachineEnding ending)
    {
        machine.Stop(ending);
        return [];
    }
}
