using Hyperweave.Vmm;
using Iced.Intel;

namespace Hyperweave.Hosting.Processor;

/// <summary>Model-specific registers, identity and time; descriptor tables and selectors.</summary>
internal sealed unsafe partial class OperationTable
{
    private ulong Model(HostedOperation operation, ulong a, ulong b, ulong c)
    {
        switch (operation)
        {
            case HostedOperation.Cpuid:
                (Cpu->Rax, Cpu->Rcx) = (a, b);
                operations.Cpuid(Simple(Code.Cpuid));
                var result = (uint*)board.Pointers.Reach(c, 4 * sizeof(uint), write: true);
                (result[0], result[1], result[2], result[3]) = ((uint)Cpu->Rax, (uint)Cpu->Rbx, (uint)Cpu->Rcx, (uint)Cpu->Rdx);
                return 0;
            case HostedOperation.Rdtscp:
                operations.Rdtscp(Simple(Code.Rdtscp));
                *(uint*)board.Pointers.Reach(a, sizeof(uint), write: true) = (uint)Cpu->Rcx;
                return Wide();
        }
        // An index in ECX, a value in EDX:EAX.
        (Cpu->Rcx, Cpu->Rax, Cpu->Rdx) = (a, (uint)b, b >> 32);
        switch (operation)
        {
            case HostedOperation.Rdtsc: operations.Rdtsc(Simple(Code.Rdtsc)); break;
            case HostedOperation.Rdmsr: operations.Rdmsr(Simple(Code.Rdmsr)); break;
            case HostedOperation.Wrmsr: operations.Wrmsr(Simple(Code.Wrmsr)); break;
            case HostedOperation.Xgetbv: operations.Xgetbv(Simple(Code.Xgetbv)); break;
            case HostedOperation.Xsetbv: operations.Xsetbv(Simple(Code.Xsetbv)); break;
            case HostedOperation.Swapgs: operations.Swapgs(Simple(Code.Swapgs)); break;
        }
        return Wide();
    }

    private ulong Wide() => Cpu->Rdx << 32 | (uint)Cpu->Rax;

    /// <summary>
    /// The tables may lie in the process's own memory, as statics of the kernel do, where the machine does not look descriptors
    /// up; segments are flat in 64-bit code, so the registers keep what was loaded.
    /// </summary>
    private ulong Table(HostedOperation operation, ulong a, ulong b)
    {
        switch (operation)
        {
            case HostedOperation.Lgdt: Cpu->Gdtr = LoadPointer(a); return 0;
            case HostedOperation.Lidt: Cpu->Idtr = LoadPointer(a); return 0;
            case HostedOperation.Sgdt: StorePointer(a, Cpu->Gdtr); return 0;
            case HostedOperation.Sidt: StorePointer(a, Cpu->Idtr); return 0;
            case HostedOperation.Lldt: Cpu->Ldtr.Selector = (ushort)a; return 0;
            case HostedOperation.Ltr: Cpu->Tr.Selector = (ushort)a; return 0;
            case HostedOperation.Sldt: return Cpu->Ldtr.Selector;
            case HostedOperation.Str: return Cpu->Tr.Selector;
            case HostedOperation.Smsw: return (ushort)Cpu->Cr0;
            default:
                Cpu->Cs.Selector = (ushort)a;
                Cpu->Ds.Selector = Cpu->Es.Selector = Cpu->Ss.Selector = (ushort)b;
                Cpu->Fs.Selector = Cpu->Gs.Selector = 0;
                return 0;
        }
    }

    // The operand of LGDT: a limit of 16 bits, then the base (Intel SDM 3A 3.5.1).
    private DescriptorTable LoadPointer(ulong address)
    {
        byte* operand = board.Pointers.Reach(address, 10, write: false);
        return new DescriptorTable { Limit = *(ushort*)operand, Base = *(ulong*)(operand + 2) };
    }

    private void StorePointer(ulong address, DescriptorTable table)
    {
        byte* operand = board.Pointers.Reach(address, 10, write: true);
        *(ushort*)operand = (ushort)table.Limit;
        *(ulong*)(operand + 2) = table.Base;
    }
}
