// apply: none
using System.Runtime.InteropServices;

// The attribute does not go on interfaces.
interface IFirmware
{
    [DllImport("*")] static extern void call_firmware();

    static void Call() => call_firmware();
}
