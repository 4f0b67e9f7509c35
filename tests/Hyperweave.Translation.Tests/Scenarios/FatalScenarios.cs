using Hyperweave.Vmm;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Scenarios that end the machine: a triple fault (Intel SDM 3A 6.15), a reset.</summary>
internal static class FatalScenarios
{
    internal static readonly (string Name, Action<Assembler> Write, int Status)[] All =
    [
        ("IDT without gates", code => { LoadTable(code, Place.Page(0)); code.ud2(); }, MachineEnding.FaultStatus),
        ("IDT that is not mapped", code => { LoadTable(code, 0x7000_0000); code.ud2(); }, MachineEnding.FaultStatus),
        ("level 4 table of zeros", code => { code.mov(eax, Place.PagePhysical(0)); code.mov(cr3, rax); code.nop(); }, MachineEnding.FaultStatus),
        ("no gate for #DF, no stack", code => { code.and(__byte_ptr[Place.Gate(8) + 5], 0x7F); code.mov(esp, 0x7000_0000); code.push(rax); }, MachineEnding.FaultStatus),
        ("interrupt stack not mapped", code => { code.mov(__dword_ptr[Place.Task + 0x24], 0x7000_0000); code.mov(esp, 0x7000_0000); code.push(rax); }, MachineEnding.FaultStatus),
        ("reset by the 8042", code => { code.mov(al, 0xFE - 256); code.@out(0x64, al); Wait(code); }, MachineEnding.ResetStatus),
        ("reset by port 92", code => { code.mov(al, 1); code.@out(0x92, al); Wait(code); }, MachineEnding.ResetStatus),
    ];

    /// <summary>An IDT of full length at this address.</summary>
    private static void LoadTable(Assembler code, uint address)
    {
        code.mov(__word_ptr[Place.Own], 0xFFF);
        code.mov(__qword_ptr[Place.Own + 2], (int)address);
        code.lidt(__qword_ptr[Place.Own]);
    }

    /// <summary>QEMU resets between two blocks of code, not at the instruction.</summary>
    private static void Wait(Assembler code)
    {
        var again = code.CreateLabel();
        code.Label(ref again);
        code.jmp(again);
    }
}
