using System.Buffers.Binary;
using System.Text;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Firmware;

/// <summary>
/// The ACPI tables that firmware leaves in memory (ACPI 6.4, section 5.2), in the BIOS area, where a guest that is not told
/// of them looks for the root pointer: RSDP → XSDT → FADT (→ FACS, DSDT), MADT, HPET.
/// </summary>
public sealed class AcpiTables
{
    /// <summary>The root pointer, at a multiple of 16 in the BIOS area.</summary>
    public const ulong RootPointer = 0xF_0000;

    private const int HeaderSize = 36, RootSize = 36, FixedSize = 276, FacsSize = 64, HpetSize = 56;
    private const string Oem = "HYPERW";

    private readonly GuestPhysicalMemory _memory;
    private ulong _next = RootPointer + 64;

    private AcpiTables(GuestPhysicalMemory memory) => _memory = memory;

    /// <summary>Writes all tables.</summary>
    public static void Place(GuestPhysicalMemory memory)
    {
        var tables = new AcpiTables(memory);
        ulong description = tables.Store(Table("DSDT", 2, DifferentiatedDescription.Write()));
        ulong control = tables.Store(FirmwareControl());
        ulong[] entries =
        [
            tables.Store(Table("FACP", 5, FixedDescription((uint)control, (uint)description))),
            tables.Store(Table("APIC", 4, Interrupts())),
            tables.Store(Table("HPET", 1, EventTimer())),
        ];
        ulong extended = tables.Store(Table("XSDT", 1, Pointers(entries, sizeof(ulong))));
        ulong root = tables.Store(Table("RSDT", 1, Pointers(entries, sizeof(uint))));
        Root((uint)root, extended).CopyTo(memory.Slice(RootPointer, RootSize));
    }

    private ulong Store(byte[] table)
    {
        ulong at = _next;
        table.CopyTo(_memory.Slice(at, table.Length));
        _next = at + (ulong)table.Length + 63 & ~63UL;
        return at;
    }

    private static byte[] Pointers(ulong[] tables, int size)
    {
        byte[] list = new byte[tables.Length * size];
        for (int i = 0; i < tables.Length; i++) BitConverter.GetBytes(tables[i]).AsSpan(0, size).CopyTo(list.AsSpan(i * size));
        return list;
    }

    /// <summary>A table: header, body, and the checksum that makes all bytes add up to zero.</summary>
    private static byte[] Table(string signature, byte revision, byte[] body)
    {
        byte[] table = new byte[HeaderSize + body.Length];
        Text(table, 0, signature);
        Put32(table, 4, (uint)table.Length);
        table[8] = revision;
        Text(table, 10, Oem);
        Text(table, 16, "MACHINE ");
        Put32(table, 24, 1);
        Text(table, 28, "HWVM");
        Put32(table, 32, 1);
        body.CopyTo(table, HeaderSize);
        table[9] = Checksum(table);
        return table;
    }

    private static byte[] Root(uint table, ulong extended)
    {
        byte[] root = new byte[RootSize];
        Text(root, 0, "RSD PTR ");
        Text(root, 9, Oem);
        root[15] = 2;
        Put32(root, 16, table);
        Put32(root, 20, RootSize);
        Put64(root, 24, extended);
        root[8] = Checksum(root.AsSpan(0, 20));
        root[32] = Checksum(root);
        return root;
    }

    private static byte[] FirmwareControl()
    {
        byte[] control = new byte[FacsSize];
        Text(control, 0, "FACS");
        Put32(control, 4, FacsSize);
        control[32] = 2;
        return control;
    }

    /// <summary>The FADT's fields past the header; offsets are the specification's (section 5.2.9).</summary>
    private static byte[] FixedDescription(uint control, uint description)
    {
        const uint writeBack = 1 << 0, processorHalt = 1 << 2, noPowerButton = 1 << 4, noSleepButton = 1 << 5, timer32 = 1 << 8, resetRegister = 1 << 10;
        const ushort hasLegacyDevices = 1 << 0, has8042 = 1 << 1, noVga = 1 << 2;
        const uint ports = AcpiPowerManagement.FirstPort;
        byte[] table = new byte[FixedSize];
        Put32(table, 36, control);
        Put32(table, 40, description);
        Put16(table, 46, AcpiPowerManagement.Irq);
        Put32(table, 56, ports + AcpiPowerManagement.EventOffset);
        Put32(table, 64, ports + AcpiPowerManagement.ControlOffset);
        Put32(table, 76, ports + AcpiPowerManagement.TimerOffset);
        (table[88], table[89], table[91]) = (4, 2, 4);
        // No C2, no C3: latencies above these values say so.
        Put16(table, 96, 101);
        Put16(table, 98, 1001);
        table[108] = RealTimeClock.CenturyRegister;
        Put16(table, 109, hasLegacyDevices | has8042 | noVga);
        Put32(table, 112, writeBack | processorHalt | noPowerButton | noSleepButton | timer32 | resetRegister);
        PutPort(table, 116, ResetControl.Port, 1);
        table[128] = ResetControl.HardReset;
        Put64(table, 140, description);
        PutPort(table, 148, (ushort)(ports + AcpiPowerManagement.EventOffset), 4);
        PutPort(table, 172, (ushort)(ports + AcpiPowerManagement.ControlOffset), 2);
        PutPort(table, 208, (ushort)(ports + AcpiPowerManagement.TimerOffset), 4);
        return table[HeaderSize..];
    }

    /// <summary>MADT: the processor's APIC, the I/O APIC, and the lines that do not follow ISA's rules (section 5.2.12).</summary>
    private static byte[] Interrupts()
    {
        const ushort activeHigh = 1, levelTriggered = 3 << 2;
        var body = new List<byte>();
        body.AddRange(BitConverter.GetBytes((uint)LocalApic.PhysicalBase));
        // The 8259 pair is there too.
        body.AddRange(BitConverter.GetBytes(1u));
        body.AddRange([0, 8, 0, 0, 1, 0, 0, 0]);
        body.AddRange([1, 12, IoApic.Identifier, 0, .. BitConverter.GetBytes((uint)IoApic.PhysicalBase), 0, 0, 0, 0]);
        Override(PcPlatform.TimerIrq, PcPlatform.TimerPin, 0);
        Override(AcpiPowerManagement.Irq, AcpiPowerManagement.Irq, activeHigh | levelTriggered);
        // Each pin of a slot has a line of its own.
        for (int pin = 0; pin < PciBus.PinCount; pin++) Override(PciBus.LineOf(0, pin), PciBus.LineOf(0, pin), activeHigh | levelTriggered);
        return [.. body];

        void Override(int irq, int pin, ushort flags) =>
            body.AddRange([2, 10, 0, (byte)irq, .. BitConverter.GetBytes((uint)pin), (byte)flags, (byte)(flags >> 8)]);
    }

    private static byte[] EventTimer()
    {
        byte[] table = new byte[HpetSize];
        Put32(table, 36, Hpet.Capabilities);
        // A generic address: memory, 64 bits wide.
        table[41] = 64;
        Put64(table, 44, Hpet.PhysicalBase);
        return table[HeaderSize..];
    }

    /// <summary>A generic address in I/O space.</summary>
    private static void PutPort(Span<byte> table, int offset, ushort port, int bytes)
    {
        table[offset] = 1;
        table[offset + 1] = (byte)(8 * bytes);
        Put64(table, offset + 4, port);
    }

    private static byte Checksum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte value in bytes) sum += value;
        return (byte)-sum;
    }

    private static void Text(Span<byte> bytes, int offset, string text) => Encoding.ASCII.GetBytes(text, bytes[offset..]);

    private static void Put16(Span<byte> bytes, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes[offset..], value);

    private static void Put32(Span<byte> bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], value);

    private static void Put64(Span<byte> bytes, int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes[offset..], value);
}
