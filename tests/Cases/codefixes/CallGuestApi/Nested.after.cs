// apply: document
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Native
{
    [DllImport("*")] public static extern byte In8(uint port);
    [DllImport("*")] public static extern void Out8(uint port, byte value);
    [DllImport("*")] public static extern ulong Rdmsr(ulong index);
    [DllImport("*")] public static extern void Wrmsr(ulong index, ulong value);
}

static class Cmos
{
    public static void Copy(uint from, uint to) => Port.Out8((ushort)to, Port.In8((ushort)from)); // one inside the other

    public static void Touch(ulong msr) => Cpu.Wrmsr((uint)(msr + 1), Cpu.Rdmsr((uint)msr) | 1);
}
