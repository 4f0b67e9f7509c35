// guest
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static unsafe class Kernel
{
    [DllImport("*")] static extern void memset(void* destination, int value, ulong count);

    static void Main()
    {
        memset(null, 0, 0);
        System.Math.Sqrt(2);
        Native.Own();
    }
}

[NativeForm]
static class Native
{
    [DllImport("*")] public static extern void Own();
}
