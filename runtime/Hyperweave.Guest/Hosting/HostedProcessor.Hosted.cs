namespace Hyperweave.Guest.Hosting;

/// <summary>
/// The plug between a kernel in a .NET process and the machine that is its hardware. Hyperweave.Hosting loads this assembly
/// anew for each machine and attaches itself; until then the operations throw. Everything here happens on the kernel's
/// thread, but for <see cref="Grant"/> with 0. Only types of the framework pass, since the two sides see two copies of this assembly.
/// </summary>
[NativeForm]
public static unsafe class HostedProcessor
{
    // What a handler finds as RIP and must leave there: IL has no address.
    private const ulong Place = 0xFFFF_FFFF_8000_0000;

    private static Func<int, ulong, ulong, ulong, ulong, ulong>? s_operate;
    private static Action<object>? s_caught;

    /// <summary>Whether there is a machine.</summary>
    public static bool IsAttached => s_operate is not null;

    /// <summary>Makes a machine this kernel's hardware.</summary>
    /// <param name="operate">Performs the operation of a number of HostedOperation; arguments and result as in Native.</param>
    /// <param name="caught">Told of each exception that kernel code is about to handle.</param>
    public static void Attach(Func<int, ulong, ulong, ulong, ulong, ulong> operate, Action<object> caught) =>
        (s_operate, s_caught) = (operate, caught);

    /// <summary>Lets so many polls pass before the next safe point. From another thread it may be lost once.</summary>
    public static void Grant(int polls) => Woven.Remaining = polls;

    /// <summary>How many granted polls are left; -1 at the safe point.</summary>
    public static int Remaining() => Woven.Remaining;

    /// <summary>Whether the kernel has set a handler of a vector.</summary>
    public static bool Handles(ulong vector) => Interrupts.Handler(vector) != null;

    /// <summary>Runs the kernel's handler of a vector, with interrupts masked already.</summary>
    /// <param name="vector">0 to 255.</param>
    /// <param name="errorCode">0 where the processor pushes none.</param>
    /// <param name="flags">RFLAGS of the interrupted code.</param>
    /// <returns>RFLAGS as the handler left them in the frame.</returns>
    public static ulong Enter(ulong vector, ulong errorCode, ulong flags)
    {
        InterruptFrame frame = default;
        frame.Vector = vector;
        frame.ErrorCode = errorCode;
        frame.Rip = Place;
        frame.Cs = SegmentSelectors.KernelCode;
        frame.Rflags = flags;
        frame.Rsp = (ulong)&frame;
        frame.Ss = SegmentSelectors.KernelData;
        Dispatcher.Dispatch(&frame);
        if (frame.Rip != Place || frame.Rsp != (ulong)&frame || frame.FromUserMode)
            Operate(HostedOperation.ReturnElsewhere, vector);
        return frame.Rflags;
    }

    internal static ulong Operate(HostedOperation operation, ulong a = 0, ulong b = 0, ulong c = 0, ulong d = 0) =>
        (s_operate ?? throw NoProcessor(operation.ToString()))((int)operation, a, b, c, d);

    internal static void Caught(object exception) => s_caught?.Invoke(exception);

    internal static PlatformNotSupportedException NoProcessor(string operation) =>
        new($"{operation} needs a processor of its own: it works in an image and in a HostedMachine (package Hyperweave.Hosting), not in a plain process.");
}
