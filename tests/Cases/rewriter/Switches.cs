using Hyperweave.Guest;

// model
public static class Kernel
{
    public static void Main()
    {
        for (var number = 0; number < 12; number++)
            Table(number);
        Text("cli");
        Text("out");
        Text("?");
        Pattern(3);
        Pattern("three");
        Pattern(null);
    }

    // Sections between the arms, so that the table's targets move apart when they grow.
    private static void Table(int number)
    {
        switch (number)
        {
            case 0: Cpu.Cli(); Port.Out8(0x84, 0); Cpu.Sti(); break; // -> cli out8 sti
            case 1: Cpu.Cli(); Port.Out8(0x84, 1); Cpu.Sti(); break; // -> cli out8 sti
            case 2: Cpu.Cli(); Port.Out8(0x84, 2); Cpu.Sti(); goto case 7; // -> cli out8 sti
            case 3: Cpu.Cli(); Port.Out8(0x84, 3); Cpu.Sti(); break; // -> cli out8 sti
            case 4: Cpu.Cli(); Port.Out8(0x84, 4); Cpu.Sti(); return; // -> cli out8 sti
            case 5: Cpu.Cli(); Port.Out8(0x84, 5); Cpu.Sti(); break; // -> cli out8 sti
            case 7: Cpu.Cli(); Port.Out8(0x84, 7); Cpu.Sti(); break; // -> cli out8 sti
            case 8: Cpu.Cli(); Port.Out8(0x84, 8); Cpu.Sti(); break; // -> cli out8 sti
            case 9: Cpu.Cli(); Port.Out8(0x84, 9); Cpu.Sti(); goto default; // -> cli out8 sti
            default: Port.Out8(0x84, 0xFF); break; // -> out8
        }

        Port.Out8(0x85, (byte)number); // -> out8
    }

    private static void Text(string name)
    {
        switch (name)
        {
            case "cli": Cpu.Cli(); break; // -> cli
            case "sti": Cpu.Sti(); break; // -> sti
            case "out": Port.Out8(0x86, 1); break; // -> out8
            case "in": Port.In8(0x86); break; // -> in8
            case "pause": Cpu.Pause(); break; // -> pause
            case "cr3": Cpu.ReadCr3(); break; // -> read-cr3
            case "msr": Cpu.Rdmsr(1); break; // -> rdmsr
            default: Port.Out8(0x86, 2); break; // -> out8
        }
    }

    private static void Pattern(object value)
    {
        var arm = value switch
        {
            int and > 2 => Port.In8(0x88), // -> in8
            string { Length: var length } when length > Port.In8(0x89) - 0x58 => (byte)length, // -> in8
            null => (byte)3,
            _ => (byte)4,
        };
        Port.Out8(0x87, arm); // -> out8
    }
}
