using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>
/// The frame that C# sees of an interrupted program (InterruptFrame in Hyperweave.Guest), low to high address:
/// R15 … R8, RBP, RDI, RSI, RDX, RCX, RBX, RAX, vector, error code, RIP, CS, RFLAGS, RSP, SS, eight bytes each.
/// </summary>
internal static class RegisterFrame
{
    private const int ExtendedStateSize = 512;
    private const int VectorAndErrorCode = 16;

    private static readonly AssemblerRegister64[] s_fromHighToLow =
        [rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15];

    /// <summary>With vector and error code pushed: pushes all registers, saves x87 and SSE state, calls hw_dispatch, restores them.</summary>
    public static void Dispatch(Assembler a, SymbolScope symbols)
    {
        foreach (var register in s_fromHighToLow)
            a.push(register);
        a.mov(rdi, rsp);
        a.mov(rbx, rsp);
        a.sub(rsp, ExtendedStateSize);
        // FXSAVE wants 16-byte alignment (Intel SDM 1, 10.5.1), the called function 16 bytes before its return address.
        a.and(rsp, -16);
        a.fxsave64(__[rsp]);
        a.cld();
        a.call(symbols["hw_dispatch"]);
        a.fxrstor64(__[rsp]);
        a.mov(rsp, rbx);
        Restore(a);
    }

    /// <summary>With RSP at a frame: pops all registers and leaves RSP at RIP.</summary>
    public static void Restore(Assembler a)
    {
        foreach (var register in s_fromHighToLow.Reverse())
            a.pop(register);
        a.add(rsp, VectorAndErrorCode);
    }
}
