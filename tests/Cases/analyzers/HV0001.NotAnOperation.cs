using System.Runtime.InteropServices;
using Hyperweave.Guest;

static unsafe class Kernel
{
    [DllImport("libc")] static extern int pause();

    static void Main()
    {
        pause();
        Cli();
        var name = nameof(Cpu.Cli);
        Serial.WriteLine(name);
    }

    static void Cli() { }
}
