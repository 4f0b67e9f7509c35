using Hyperweave.Guest;

namespace Nanobench.Nano;

/// <summary>SYSCALL and SYSRET, called in a loop by code in ring 3.</summary>
internal static unsafe class SystemCalls
{
    private const ulong Next = 0;
    private const ulong Exit = 1;

    private static Context s_kernel;
    private static Context s_user;
    private static ulong s_kernelStack;
    private static ulong s_userStack;
    private static ulong s_handled;

    public static void Prepare()
    {
        AddressSpace.Enter();
        s_kernelStack = PageAllocator.Allocate(2) + (2 * PageAllocator.PageSize);
        s_userStack = PageAllocator.Allocate() + PageAllocator.PageSize;
        Trap.SetKernelStack(s_kernelStack);
        Trap.EnableSystemCalls();
        Interrupts.SetSystemCallHandler(&Handle);
    }

    public static ulong CallFromUserMode(int operations)
    {
        s_handled = 0;
        s_user = Context.Create(s_kernelStack, &EnterUserMode, (ulong)operations);
        Context.Switch(ref s_kernel, ref s_user);
        return s_handled;
    }

    private static void EnterUserMode(ulong operations) =>
        UserMode.Enter((ulong)(delegate*<ulong, void>)&UserProgram, s_userStack, operations);

    private static void UserProgram(ulong operations)
    {
        for (ulong operation = 0; operation < operations; operation++)
            User.SystemCall(Next, operation, 0, 0, 0);
        User.SystemCall(Exit, 0, 0, 0, 0);
    }

    // The exit leaves the user program where it is; nobody will go on with it.
    private static void Handle(InterruptFrame* frame)
    {
        if (frame->Rdi == Exit)
            Context.Switch(ref s_user, ref s_kernel);
        s_handled++;
        frame->Rax = 0;
    }
}
