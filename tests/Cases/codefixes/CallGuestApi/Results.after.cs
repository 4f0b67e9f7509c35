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
        var inferred = (uint)Port.In8(0x60);
        uint declared = Port.In8(0x60);
        var inverted = ~(uint)Port.In8(0x60);
        var text = ((int)Port.In16(0x60)).ToString();
        uint narrow = (uint)Cpu.ReadCr3();
        Port.In8(0x60);
        Use(ref inferred);
        _ = (declared, inverted, text, narrow);
    }

    static void Use(ref uint value) => value++;
}
