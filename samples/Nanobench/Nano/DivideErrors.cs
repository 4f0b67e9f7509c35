using System.Runtime.CompilerServices;
using Hyperweave.Guest;

namespace Nanobench.Nano;

/// <summary>#DE: the handler steps over the division and so gives it a result.</summary>
internal static unsafe class DivideErrors
{
    private const byte DivideError = 0;
    private const byte DivideOpcode = 0xF7;

    private static ulong s_handled;

    public static void Prepare() => Interrupts.SetHandler(DivideError, &StepOver);

    public static void Finish() => Interrupts.SetHandler(DivideError, null);

    public static ulong Divide(int operations)
    {
        s_handled = 0;
        for (var operation = 0; operation < operations; operation++)
            Quotient(operation, 0);
        return s_handled;
    }

    // Both operands arrive in registers, so that the division is two bytes long.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Quotient(int dividend, int divisor) => dividend / divisor;

    private static void StepOver(InterruptFrame* frame)
    {
        if (*(byte*)frame->Rip != DivideOpcode)
            Panic.Stop("Divide error at an instruction that is not the expected one.");
        frame->Rip += 2;
        s_handled++;
    }
}
