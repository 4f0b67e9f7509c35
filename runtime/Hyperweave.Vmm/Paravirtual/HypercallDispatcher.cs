using System.Runtime.CompilerServices;
using Hyperweave.Abi;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>From a number to its method: the calling convention of <see cref="HypercallPage.Call"/>.</summary>
internal sealed unsafe class HypercallDispatcher(CpuState* cpu, Hypercalls calls)
{
    /// <summary>
    /// Performs the call of RDI with RSI, RDX, RCX, R8 and puts its result into RAX. Unknown numbers are ENOSYS, and any call
    /// from user mode is EPERM.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Dispatch() => cpu->Rax = (ulong)(cpu->Cpl == 0 ? Call(cpu->Rdi) : HypercallError.EPERM);

    /// <summary>
    /// A call whose only effect on the processor is its result, so that an engine may make it without leaving to the
    /// machine: neither waits, nor takes an event, nor ends the run.
    /// </summary>
    public static bool IsPlain(ulong number) =>
        number is not ((ulong)Hypercall.DeliverPending or (ulong)Hypercall.Block or (ulong)Hypercall.Shutdown);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Call(ulong number)
    {
        ulong a = cpu->Rsi, b = cpu->Rdx, c = cpu->Rcx, d = cpu->R8;
        // Numbers above 32 bits are unknown, not their low half.
        return number > uint.MaxValue ? HypercallError.ENOSYS : (Hypercall)number switch
        {
            Hypercall.Version => calls.Version(),
            Hypercall.Features => calls.Features(),
            Hypercall.Null => calls.Null(),
            Hypercall.SetTrapTable => calls.SetTrapTable(a, b),
            Hypercall.SetKernelStack => calls.SetKernelStack(a),
            Hypercall.SetSystemCallEntry => calls.SetSystemCallEntry(a),
            Hypercall.Cpuid => calls.Cpuid(a, b, c),
            Hypercall.ReadControl => calls.ReadControl(a),
            Hypercall.WriteControl => calls.WriteControl(a, b),
            Hypercall.ReadMsr => calls.ReadMsr(a, b),
            Hypercall.WriteMsr => calls.WriteMsr(a, b),
            Hypercall.StoreSystemRegister => calls.StoreSystemRegister(a, b),
            Hypercall.LoadSystemRegister => calls.LoadSystemRegister(a, b),
            Hypercall.MmuUpdate => calls.MmuUpdate(a, b),
            Hypercall.SwitchSpace => calls.SwitchSpace(a),
            Hypercall.FlushPage => calls.FlushPage(a),
            Hypercall.FlushSpace => calls.FlushSpace(),
            Hypercall.DeliverPending => calls.DeliverPending(),
            Hypercall.SetTimer => calls.SetTimer(a, b),
            Hypercall.Block => calls.Block(),
            Hypercall.Yield => calls.Yield(),
            Hypercall.Shutdown => calls.Shutdown(a, b),
            Hypercall.ConsoleWrite => calls.ConsoleWrite(a, b),
            Hypercall.PortRead => calls.PortRead(a, b),
            Hypercall.PortWrite => calls.PortWrite(a, b, c),
            Hypercall.PortReadString => calls.PortReadString(a, b, c, d),
            Hypercall.PortWriteString => calls.PortWriteString(a, b, c, d),
            Hypercall.PortWriteBatch => calls.PortWriteBatch(a, b),
            _ => HypercallError.ENOSYS,
        };
    }
}
