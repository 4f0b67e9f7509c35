// apply: none
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Native
{
    [DllImport("*")] public static extern void Rdmsr(uint index, out ulong value);

    public static ulong Efer()
    {
        Rdmsr(0xC000_0080, out var value);
        return value;
    }
}
