// apply: none
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static unsafe class Native
{
    [DllImport("*")] public static extern byte In8(uint port);

    // A function pointer needs a method of this very signature, which the guest API lacks.
    public static delegate*<uint, byte> Reader => &In8;
}
