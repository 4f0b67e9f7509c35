using Hyperweave.Abi;

namespace Hyperweave.Guest.Paravirtual;

/// <summary>The paravirtual forms of <see cref="Guest.Trap"/>: stubs that leave through the hypercall page.</summary>
[NativeForm]
public static unsafe class Trap
{
    /// <inheritdoc cref="Guest.Trap.StubAddress"/>
    public static ulong StubAddress(byte vector) => (Shared.Active ? Native.ParavirtualTrapStubs() : Native.TrapStubs())[vector];

    /// <inheritdoc cref="Guest.Trap.SyscallStubAddress"/>
    public static ulong SyscallStubAddress() => Shared.Active ? Native.ParavirtualSyscallStub() : Native.SyscallStub();

    /// <inheritdoc cref="Guest.Trap.SetKernelStack"/>
    public static void SetKernelStack(ulong top)
    {
        if (Shared.Active)
            Shared.Call(Hypercall.SetKernelStack, top);
        else
            Guest.Trap.SetKernelStack(top);
    }

    /// <inheritdoc cref="Guest.Trap.Resume"/>
    public static void Resume(InterruptFrame* frame)
    {
        if (Shared.Active)
            Native.ParavirtualResumeFrame(frame);
        else
            Native.ResumeFrame(frame);
    }

    /// <inheritdoc cref="Guest.Trap.EnableSystemCalls"/>
    public static void EnableSystemCalls()
    {
        if (Shared.Active)
            Shared.Call(Hypercall.SetSystemCallEntry, Native.ParavirtualSyscallStub());
        else
            Guest.Trap.EnableSystemCalls();
    }
}
