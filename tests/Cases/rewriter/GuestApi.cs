using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Hyperweave.Guest;

// log: cli out:3f8:41 sti save cpuid:7:1 restore:True cpuid:1:0 cli cli sti sti out:84:0 out:84:1 cli sti cli outs:3f8:4142 rdmsr:c0000080
public static class Kernel
{
    public static void Main()
    {
        Cpu.Cli(); // -> cli
        Port.Out8(0x3F8, 0x41); // -> out8
        Cpu.Sti(); // -> sti
        var state = Cpu.SaveAndDisable(); // -> save-and-disable
        try
        {
            var result = Cpu.Cpuid(7, 1); // -> cpuid
            if (result.Edx != 44)
                throw new InvalidOperationException();
        }
        finally
        {
            if (state.WasEnabled)
                Cpu.Restore(state); // -> restore-interrupts
        }
        Closures();
        foreach (var value in Iterator())
            Port.Out8(0x84, value); // -> out8
        Asynchronous().GetAwaiter().GetResult();
        Generic<int>();
        Port.Out8(0x3F8, "AB"u8); // -> outs8
        _ = Cpu.Rdmsr(0xC000_0080); // -> rdmsr
    }

    private static unsafe void Closures()
    {
        Func<uint, uint, CpuidResult> cpuid = Cpu.Cpuid; // -> cpuid
        cpuid(1, 0);
        Action twice = Cpu.Cli; // -> cli
        twice += () => Cpu.Cli(); // -> cli
        twice();
        delegate*<void> pointer = &Cpu.Sti; // -> sti
        pointer();
        Local();

        static void Local() => Cpu.Sti(); // -> sti
    }

    private static IEnumerable<byte> Iterator()
    {
        yield return 0;
        yield return 1;
    }

    private static async Task Asynchronous()
    {
        Cpu.Cli(); // -> cli
        await Task.CompletedTask;
        Cpu.Sti(); // -> sti
    }

    private static void Generic<T>()
    {
        switch (typeof(T).Name.Length)
        {
            case 5:
                Cpu.Cli(); // -> cli
                break;
            default:
                Cpu.Sti(); // -> sti
                break;
        }
    }
}
