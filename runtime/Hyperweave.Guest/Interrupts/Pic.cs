namespace Hyperweave.Guest;

/// <summary>The pair of 8259 interrupt controllers (Intel 8259A data sheet), IRQ 0–15 at vectors 0x20–0x2F.</summary>
public static class Pic
{
    /// <summary>The vector of IRQ 0. Vectors below 0x20 are the processor's exceptions.</summary>
    public const byte FirstVector = 0x20;

    /// <summary>How many interrupt lines there are.</summary>
    public const int Lines = 16;

    private const ushort Master = 0x20;
    private const ushort Slave = 0xA0;
    private const ushort MasterData = 0x21;
    private const ushort SlaveData = 0xA1;
    private const byte Icw1Initialize = 0x11;
    private const byte Icw4Mode8086 = 0x01;
    private const byte CascadeLine = 2;
    private const byte NonSpecificEndOfInterrupt = 0x20;

    /// <summary>Initializes both controllers and masks every line but the cascade.</summary>
    public static void Initialize()
    {
        Port.Out8(Master, Icw1Initialize);
        Port.Out8(Slave, Icw1Initialize);
        Port.Out8(MasterData, FirstVector);
        Port.Out8(SlaveData, FirstVector + 8);
        Port.Out8(MasterData, 1 << CascadeLine);
        Port.Out8(SlaveData, CascadeLine);
        Port.Out8(MasterData, Icw4Mode8086);
        Port.Out8(SlaveData, Icw4Mode8086);
        Port.Out8(MasterData, 0xFF & ~(1 << CascadeLine));
        Port.Out8(SlaveData, 0xFF);
    }

    /// <summary>Lets interrupts of a line, 0 to 15, through.</summary>
    public static void Unmask(int line)
    {
        var port = line < 8 ? MasterData : SlaveData;
        Port.Out8(port, (byte)(Port.In8(port) & ~(1 << (line & 7))));
    }

    /// <summary>Holds interrupts of a line, 0 to 15, back.</summary>
    public static void Mask(int line)
    {
        var port = line < 8 ? MasterData : SlaveData;
        Port.Out8(port, (byte)(Port.In8(port) | (1 << (line & 7))));
    }

    /// <summary>Non-specific end of interrupt, to both controllers for the slave's lines. Vectors of nobody here: nothing.</summary>
    public static void EndOfInterrupt(byte vector)
    {
        var line = vector - FirstVector;
        if (line is < 0 or >= Lines)
            return;
        if (line >= 8)
            Port.Out8(Slave, NonSpecificEndOfInterrupt);
        Port.Out8(Master, NonSpecificEndOfInterrupt);
    }
}
