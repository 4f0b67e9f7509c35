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
    public static void Copy(uint from, uint to) => Native.Out8(to, Native.In8(from)); // one inside the other

    public static void Touch(ulong msr) => Native.Wrmsr(msr + 1, Native.Rdmsr(msr) | 1);
}
