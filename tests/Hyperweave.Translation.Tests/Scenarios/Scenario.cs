using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>
/// One question to a processor. The code begins in 64-bit kernel mode with general registers zero, interrupts off, tables fresh;
/// each event is logged, and the code goes on where <see cref="ScenarioCode.OnEvent"/> said, or ends; RAX, RBX, RCX and RDX at
/// the end are logged too.
/// </summary>
/// <param name="Known">Why our engine answers otherwise than QEMU, with the manual's section where QEMU is wrong; null: it must not.</param>
internal sealed record Scenario(string Name, Action<Assembler> Write, string? Known = null);

/// <summary>Phrases that scenarios share.</summary>
internal static class ScenarioCode
{
    /// <summary>After an event the scenario goes on at this label.</summary>
    internal static void OnEvent(this Assembler code, Label label)
    {
        code.lea(r15, __[label]);
        code.mov(__qword_ptr[Place.Resume], r15);
    }

    /// <summary>After an event the handler returns by IRETQ, as after a trap or an interrupt.</summary>
    internal static void OnEventReturn(this Assembler code) => code.mov(__qword_ptr[Place.Resume], 0);

    /// <summary>Runs what follows in user mode; a scenario ends there by an exception or by <see cref="BackToKernel"/>.</summary>
    internal static void EnterUser(this Assembler code, ushort selector = Selector.UserCode)
    {
        var user = code.CreateLabel();
        code.push(Selector.UserData);
        code.push((int)Place.UserStack);
        code.push(2);
        code.push(selector);
        code.lea(r15, __[user]);
        code.push(r15);
        code.iretq();
        code.Label(ref user);
    }

    /// <summary>RETFQ, which the assembler does not know by that name.</summary>
    internal static void ReturnFar(this Assembler code) => code.db(0x48, 0xCB);

    /// <summary>Sets RFLAGS.TF: what follows is logged step by step, as the handler returns, until so many events have been seen.</summary>
    internal static void Step(this Assembler code, int events = 6)
    {
        code.OnEventReturn();
        code.mov(__qword_ptr[Place.Budget], events - 1);
        code.push(0x102);
        code.popfq();
    }

    /// <summary>Arms breakpoint n at an address: kinds 0 instruction, 1 writes, 2 ports, 3 reads and writes; the length as LEN has it.</summary>
    internal static void Watch(this Assembler code, int number, long address, int kind, int length)
    {
        code.mov(rax, address);
        code.Watch(number, rax, kind, length);
    }

    /// <summary>The same with the address in a register; RAX changes.</summary>
    internal static void Watch(this Assembler code, int number, AssemblerRegister64 address, int kind, int length)
    {
        code.mov(new AssemblerRegisterDR(Register.DR0 + number), address);
        code.mov(rax, dr7);
        int encoded = length switch { 1 => 0, 2 => 1, 8 => 2, _ => 3 };
        code.or(rax, unchecked((int)(1u << 2 * number | (uint)(kind | encoded << 2) << 16 + 4 * number)));
        code.mov(dr7, rax);
    }

    internal static void BackToKernel(this Assembler code) => code.@int(Vector.Return);

    /// <summary>Clears and sets bits of an arena page's table entry, and INVLPG.</summary>
    internal static void Remap(this Assembler code, int page, long set = 0, long clear = 0)
    {
        code.mov(r15, ~clear);
        code.and(__qword_ptr[Place.Entry(page)], r15);
        code.mov(r15, set);
        code.or(__qword_ptr[Place.Entry(page)], r15);
        code.invlpg(__byte_ptr[Place.Page(page)]);
    }

    /// <summary>Sets bits of CR0 or CR4 by way of RAX.</summary>
    internal static void Set(this Assembler code, AssemblerRegisterCR control, long bits)
    {
        code.mov(rax, control);
        code.or(rax, (int)bits);
        code.mov(control, rax);
    }

    internal static void WriteMsr(this Assembler code, uint number, ulong value)
    {
        code.mov(ecx, number);
        code.mov(eax, (uint)value);
        code.mov(edx, (uint)(value >> 32));
        code.wrmsr();
    }
}
