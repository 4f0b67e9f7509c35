// apply: one
using System.Runtime.InteropServices;
using Hyperweave.Guest;

namespace Kernel;

/// <summary>What only a real machine has.</summary>
[NativeForm]
static class Firmware
{
    [DllImport("*")] private static extern void call_firmware();

    public static void Call() => call_firmware();
}
