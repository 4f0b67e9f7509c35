using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Vmm.Host;

/// <summary>What the generated pieces of this folder share.</summary>
internal static class MachineCode
{
    /// <summary>CF, PF, AF, ZF, SF, DF, OF: the flags that guest code computes with. The others of RFLAGS are the VMM's to play.</summary>
    internal const int StatusFlags = 0x0CD5;

    /// <summary>In the order of their encoding, which is the order of <see cref="CpuState.Gpr"/>.</summary>
    internal static readonly AssemblerRegister64[] General =
        [rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15];

    internal static readonly AssemblerRegisterXMM[] Vector =
        [xmm0, xmm1, xmm2, xmm3, xmm4, xmm5, xmm6, xmm7, xmm8, xmm9, xmm10, xmm11, xmm12, xmm13, xmm14, xmm15];

    /// <summary>What a System V callee preserves, beside RSP (System V ABI for x86-64, 3.2.1).</summary>
    internal static readonly AssemblerRegister64[] CalleeSaved = [rbx, rbp, r12, r13, r14, r15];

    /// <summary>The context's word at an offset of <see cref="ContextLayout"/>.</summary>
    internal static AssemblerMemoryOperand Word(int offset) => __qword_ptr.gs[(long)offset];

    internal static AssemblerMemoryOperand Half(int offset) => __dword_ptr.gs[(long)offset];

    /// <summary>Where the context keeps a general register.</summary>
    internal static AssemblerMemoryOperand Place(AssemblerRegister64 register) =>
        Word(ContextLayout.Gpr + 8 * (register.Value - Register.RAX));
}

/// <summary>GS base, which only WRGSBASE and RDGSBASE reach without a system call.</summary>
internal static class GsBase
{
    internal static Assembler Write()
    {
        var code = new Assembler(64);
        code.wrgsbase(rdi);
        code.ret();
        return code;
    }

    internal static Assembler Read()
    {
        var code = new Assembler(64);
        code.rdgsbase(rax);
        code.ret();
        return code;
    }
}
