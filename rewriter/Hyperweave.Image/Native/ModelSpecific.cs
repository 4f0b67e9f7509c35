using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>Model-specific and extended control registers, identity, time. Pairs EDX:EAX are joined into RAX.</summary>
internal static class ModelSpecific
{
    public static void AddTo(NativeObjectBuilder library)
    {
        library.Function("hw_rdmsr", a => { a.mov(ecx, edi); a.rdmsr(); ReturnPair(a); });
        library.Function("hw_wrmsr", a => { SplitValue(a); a.wrmsr(); a.ret(); });
        library.Function("hw_xgetbv", a => { a.mov(ecx, edi); a.xgetbv(); ReturnPair(a); });
        library.Function("hw_xsetbv", a => { SplitValue(a); a.xsetbv(); a.ret(); });
        library.Function("hw_rdtsc", a => { a.rdtsc(); ReturnPair(a); });
        library.Function("hw_rdtscp", a => { a.rdtscp(); a.mov(__dword_ptr[rdi], ecx); ReturnPair(a); });
        library.Function("hw_swapgs", a => { a.swapgs(); a.ret(); });
        library.Function("hw_cpuid", Cpuid);
    }

    // (leaf, subleaf, address of four 32-bit words)
    private static void Cpuid(Assembler a)
    {
        a.push(rbx);
        a.mov(r8, rdx);
        a.mov(eax, edi);
        a.mov(ecx, esi);
        a.cpuid();
        a.mov(__dword_ptr[r8], eax);
        a.mov(__dword_ptr[r8 + 4], ebx);
        a.mov(__dword_ptr[r8 + 8], ecx);
        a.mov(__dword_ptr[r8 + 12], edx);
        a.pop(rbx);
        a.ret();
    }

    private static void ReturnPair(Assembler a)
    {
        a.shl(rdx, 32);
        a.or(rax, rdx);
        a.ret();
    }

    // (register, value) → ECX, EDX:EAX
    private static void SplitValue(Assembler a)
    {
        a.mov(ecx, edi);
        a.mov(eax, esi);
        a.mov(rdx, rsi);
        a.shr(rdx, 32);
    }
}
