namespace Hyperweave.Guest;

/// <summary>Where every trap stub enters C#.</summary>
internal static unsafe class Dispatcher
{
    private const ulong DivideError = 0;
    private const ulong InvalidOpcode = 6;
    private const ulong GeneralProtection = 13;
    private const ulong PageFault = 14;
    private const ulong FirstInterrupt = 32;
    private const ulong PageSize = 4096;
    private const ulong InterruptFlag = 0x200;

    /// <summary>Calls the kernel's handler; without one an exception of kernel code is thrown, anything else ends the machine.</summary>
    internal static void Dispatch(InterruptFrame* frame)
    {
        var handler = Interrupts.Handler(frame->Vector);
        if (handler != null)
            handler(frame);
        else if (frame->Vector is >= FirstInterrupt and < InterruptFrame.SystemCallVector)
            Timer.EndOfInterrupt((byte)frame->Vector);
        else
            Unhandled(frame);
    }

    private static void Unhandled(InterruptFrame* frame)
    {
        var kind = ExceptionKind(frame);
        if (kind >= 0 && !frame->FromUserMode)
        {
            // The gate masked interrupts, and no IRET will unmask them: the handler goes on as the faulting code was.
            Cpu.Restore(new InterruptState((frame->Rflags & InterruptFlag) != 0));
            HardwareExceptions.Throw(frame, kind);
        }
        TrapReport.Write(frame);
        Platform.Shutdown(1);
    }

    // Or -1 when no C# exception stands for this trap.
    private static int ExceptionKind(InterruptFrame* frame) => frame->Vector switch
    {
        DivideError => HardwareExceptions.Divide,
        PageFault when Cpu.ReadCr2() < PageSize => HardwareExceptions.NullReference,
        GeneralProtection => HardwareExceptions.GeneralProtection,
        InvalidOpcode => HardwareExceptions.InvalidOpcode,
        _ => -1,
    };
}
