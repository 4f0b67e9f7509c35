using System;
using Hyperweave.Guest;

// What each improvement saves: for each its time (HW end … ns) and, by the marks in the statistics file, its hypercalls. The other
// lines say what the machine looks like afterwards: the same with and without.
internal static class Program
{
    private const int Rounds = 1000;
    private const int Pages = 64;

    private static readonly PageTable table = new();

    private static void Main()
    {
        Measure("batch-ports", Ports, 6);
        Serial.WriteLine("masks " + Port.In8(0x21).ToString() + " " + Port.In8(0xA1).ToString());
        Measure("drop-delays", Delays, 2);
        Measure("drop-dead", Dead, 3);
        Measure("batch-page-tables", Map, Pages);
        Serial.WriteLine("mapped " + Mapped().ToString());
        Measure("inline-interrupt-mask", Mask, 2);
        Serial.WriteLine("enabled " + (Cpu.InterruptsEnabled() ? "yes" : "no"));
        Measure("inline-clock", Clock, 1);
        Platform.Shutdown(0);
    }

    private static void Measure(string name, Action work, int operations)
    {
        work();
        Serial.WriteLine("HW begin nano " + name + " " + (Rounds * operations).ToString());
        var start = Timer.Nanoseconds();
        for (var round = 0; round < Rounds; round++)
            work();
        var picoseconds = (Timer.Nanoseconds() - start) * 1000 / (Rounds * (ulong)operations);
        var each = (picoseconds / 1000).ToString() + "." + (picoseconds % 1000 / 100).ToString();
        Serial.WriteLine("HW end nano " + name + " ns " + each + " " + each + " " + each);
    }

    private static void Ports()
    {
        Port.Out8(0x21, 0xFF);
        Port.Out8(0xA1, 0xFF);
        Port.Out8(0x21, 0xFE);
        Port.Out8(0xA1, 0xFD);
        Port.Out8(0x21, 0xFB);
        Port.Out8(0xA1, 0xFF);
    }

    private static void Delays()
    {
        Port.Out8(0x80, 0);
        Port.Out8(0x80, 0);
    }

    private static void Dead()
    {
        Cpu.ReadCr3();
        Cpu.Cpuid(0, 0);
        Cpu.ReadCr0();
    }

    private static void Map()
    {
        var space = table;
        for (var page = 0UL; page < Pages; page++)
            space.Map(0x0100_0000_0000 + (page << 12), page << 12, PageFlags.Writable);
    }

    private static int Mapped()
    {
        var mapped = 0;
        for (var page = 0UL; page < Pages; page++)
        {
            if (table.TryTranslate(0x0100_0000_0000 + (page << 12), out var physical, out _) && physical == page << 12)
                mapped++;
        }

        return mapped;
    }

    private static void Mask()
    {
        var state = Cpu.SaveAndDisable();
        Cpu.Restore(state);
        Cpu.Cli();
        Cpu.Sti();
    }

    private static ulong last;

    private static void Clock() => last = Timer.Nanoseconds();
}
