// apply: document
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Native
{
    [DllImport("*")] public static extern uint inb(ushort port);
    [DllImport("*")] public static extern int inw(ushort port);
    [DllImport("*", EntryPoint = "Mosa.Compiler.x86.Intrinsic::GetCR3")] public static extern uint Unused();
    [DllImport("Mosa.Compiler.x86.Intrinsic::GetCR3")] public static extern uint GetCR3();
}

static class Results
{
    public static void Read()
    {
        var inferred = Native.inb(0x60);
        uint declared = Native.inb(0x60);
        var inverted = ~Native.inb(0x60);
        var text = Native.inw(0x60).ToString();
        uint narrow = Native.GetCR3();
        Native.inb(0x60);
        Use(ref inferred);
        _ = (declared, inverted, text, narrow);
    }

    static void Use(ref uint value) => value++;
}
