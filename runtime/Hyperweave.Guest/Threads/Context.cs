namespace Hyperweave.Guest;

/// <summary>
/// A flow of control that is not running: its stack pointer, with everything else on its stack. What a call preserves
/// is saved, RBX, RBP and R12–R15; the rest is the compiler's or the trap stub's business.
/// </summary>
[NativeForm]
public unsafe struct Context
{
    private ulong _stackPointer;

    /// <summary>A context that will call the entry with its argument, on the stack below this top. The entry must not return.</summary>
    public static Context Create(ulong stackTop, delegate*<ulong, void> entry, ulong argument)
    {
        // As hw_switch leaves it: R15 R14 R13 R12 RBP RBX, return address. The entry code calls R12 with R13.
        var saved = (ulong*)(stackTop & ~15UL) - 8;
        saved[2] = argument;
        saved[3] = (ulong)entry;
        saved[6] = Native.ThreadStart();
        return new Context { _stackPointer = (ulong)saved };
    }

    /// <summary>Saves the running flow in one context and goes on with the other. Returns when somebody switches back.</summary>
    public static void Switch(ref Context from, ref Context to)
    {
        fixed (ulong* save = &from._stackPointer)
            Native.Switch(save, to._stackPointer);
    }
}
