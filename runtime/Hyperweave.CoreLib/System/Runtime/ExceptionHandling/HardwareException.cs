namespace System.Runtime.ExceptionHandling;

/// <summary>Turns a processor exception into a managed one, thrown where the processor stopped.</summary>
internal static unsafe class HardwareException
{
    /// <summary>Called by the guest's trap dispatch. Does not return: the frame is given up.</summary>
    /// <param name="frame">What the trap stub pushed.</param>
    /// <param name="kind">See <see cref="HardwareExceptionKind"/>.</param>
    [RuntimeExport("hw_throw_at_frame")]
    private static void ThrowAt(TrapFrame* frame, HardwareExceptionKind kind)
    {
        RegisterContext context = frame->ToContextOfCaller();
        Exception exception = kind == HardwareExceptionKind.Divide && frame->IsDivideOverflow() ? new OverflowException() : Create(kind);
        ExceptionDispatcher.Dispatch(exception, &context);
    }

    private static Exception Create(HardwareExceptionKind kind) => kind switch
    {
        HardwareExceptionKind.Divide => new DivideByZeroException(),
        HardwareExceptionKind.NullReference => new NullReferenceException(),
        HardwareExceptionKind.GeneralProtection => new InvalidOperationException("General protection fault (#GP)."),
        HardwareExceptionKind.InvalidOpcode => new InvalidOperationException("Invalid opcode (#UD)."),
        _ => new InvalidOperationException("Processor exception."),
    };
}
