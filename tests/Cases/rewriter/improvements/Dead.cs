using Hyperweave.Guest;

// only: drop-dead
// observed: out:84:1! out:84:2! out:84:3 out:84:4 in:60 out:84:21 out:84:7b
// exits: 11 -> 9
public static class Kernel
{
    public static void Main()
    {
        Cpu.ReadCr3(); // => drop-dead
        _ = Cpu.Rdtsc(); // => drop-dead
        Cpu.Cpuid(0, 0); // => drop-dead
        Cpu.Rdmsr(0x10); // =| #GP
        Cpu.InterruptsEnabled(); // => drop-dead
        Cpu.Cli();
        Cpu.Cli(); // => drop-dead
        Port.Out8(0x84, 1);
        Cpu.SaveAndDisable();
        Cpu.Cli(); // => drop-dead
        Port.Out8(0x84, 2);
        Cpu.Sti();
        Cpu.Sti(); // => drop-dead
        Port.Out8(0x84, 3);
        Called();
        Cpu.Sti();
        Port.Out8(0x84, 4);
        Port.In8(0x60); // =| the device may change
        Port.Out8(0x84, (byte)Cpu.Cpuid(7, 0).Ecx);
        Port.Out8(0x84, (byte)Cpu.Rdtsc());
    }

    private static void Called() => Cpu.Cli();
}
