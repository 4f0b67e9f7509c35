// apply: document
using System.Runtime.InteropServices;
using Api = Hyperweave.Guest;

static class Cpu
{
    [DllImport("*")] public static extern void cli();
    [DllImport("*")] public static extern ulong read_cr3();

    public static ulong Space()
    {
        Api.Cpu.Cli();
        return Api.Cpu.ReadCr3();
    }
}
