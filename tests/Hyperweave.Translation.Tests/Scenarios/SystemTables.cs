using System.Buffers.Binary;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>GDT, IDT, TSS and page tables of an image, written by us into its bytes; offsets are addresses less <see cref="Place.Image"/>.</summary>
internal sealed class SystemTables(byte[] image)
{
    private const ulong Present = 0x80UL << 40, Dpl3 = 0x60UL << 40, Granular = 0x80UL << 48, Flat = 0xF_0000_0000_FFFFUL | Granular;
    // Accessed, all but one: QEMU sets that bit for DS to GS alone (Intel SDM 3A 3.4.5.1).
    private const ulong Code = 0x9BUL << 40, Data = 0x93UL << 40, Long = 0x20UL << 48, Big = 0x40UL << 48;

    internal void Write(ulong callTarget, Func<int, ulong> handler)
    {
        WriteDescriptors(callTarget);
        WriteGates(handler);
        WriteTask();
        WritePages();
        Pointer(Place.GdtPointer, Selector.Limit, Place.Gdt);
        Pointer(Place.IdtPointer, Vector.Count * 16 - 1, Place.Idt);
        image.AsSpan((int)(Place.Gdt - Place.Image), (int)(Place.TablesEnd - Place.Gdt)).CopyTo(image.AsSpan((int)(Place.Template - Place.Image)));
    }

    private void WriteDescriptors(ulong callTarget)
    {
        Descriptor(Selector.Code, Code | Long);
        Descriptor(Selector.Data, Flat | Data | Big);
        Descriptor(Selector.Code32, Flat | Code | Big);
        Descriptor(Selector.UserCode32, Flat | Code | Big | Dpl3);
        Descriptor(Selector.UserData, Flat | Data | Big | Dpl3);
        Descriptor(Selector.UserCode, Code | Long | Dpl3);
        SystemDescriptor(Selector.Task, 0x89, Place.Task, 0x67);
        Descriptor(Selector.AbsentData, Flat | (Data & ~Present) | Big);
        Descriptor(Selector.Conforming, Code | 0x4UL << 40 | Long);
        Descriptor(Selector.ReadOnly, Flat | 0x91UL << 40 | Big);
        Descriptor(Selector.ExecuteOnly, Flat | 0x99UL << 40 | Big);
        Descriptor(Selector.AbsentCode, (Code & ~Present) | Long);
        Gate(Place.Gdt + Selector.CallGate, callTarget, Selector.Code, 0xEC, 0);
        SystemDescriptor(Selector.LocalTable, 0x82, Place.Own, 0xF);
        Descriptor(Selector.LongAndBig, Code | Long | Big);
        // Byte granularity, 256 bytes from the arena's beginning; expand-down: all but them.
        Descriptor(Selector.Small, 0xFFUL | (ulong)(Place.Arena & 0xFF_FFFF) << 16 | (ulong)(Place.Arena >> 24) << 56 | 0x92UL << 40 | Big);
        Descriptor(Selector.ExpandDown, 0xFFUL | (ulong)(Place.Arena & 0xFF_FFFF) << 16 | (ulong)(Place.Arena >> 24) << 56 | 0x97UL << 40 | Big);
    }

    private void WriteGates(Func<int, ulong> handler)
    {
        for (int vector = 0; vector < Vector.Count; vector++)
        {
            int attributes = vector is 3 or 4 or Vector.Return or Vector.User ? 0xEE : vector == Vector.Trap ? 0x8F : vector == Vector.WrongType ? 0x8C : 0x8E;
            ushort selector = vector switch
            {
                Vector.ToData => Selector.Data, Vector.ToNull => 0, Vector.ToAbsent => Selector.AbsentCode, Vector.To32Bit => Selector.Code32, _ => Selector.Code,
            };
            if (vector == Vector.Absent) attributes &= 0x7F;
            // A double fault needs a stack that is good whatever the guest has done (Intel SDM 3A 6.14.5).
            int stackTable = vector is 8 or Vector.OnInterruptStack ? 1 : 0;
            Gate(Place.Idt + (uint)vector * 16, handler(vector), selector, attributes, stackTable);
        }
    }

    private void WriteTask()
    {
        Word(Place.Task + 4, Place.TaskStack);
        Word(Place.Task + 0x24, Place.InterruptStack);
        // No I/O bitmap: its base lies at the limit's end.
        Word(Place.Task + 0x60, 0x68UL << 48);
    }

    private void WritePages()
    {
        const ulong All = (ulong)(Bit.P | Bit.W | Bit.U);
        Word(Place.Level4, Place.Level3 | All);
        Word(Place.Level3, Place.LowLevel2 | All);
        Word(Place.Level3 + 8, Place.ArenaLevel2 | All);
        // The local APIC's page, for interrupts to ourselves: uncached.
        Word(Place.Level3 + 3 * 8, Place.LowLevel2 | All);
        for (uint page = 0; page < 504; page++) Word(Place.LowLevel2 + page * 8, ((ulong)page << 21) | (ulong)Bit.PS | All);
        Word(Place.LowLevel2 + 503 * 8, 0xFEE0_0000UL | (ulong)Bit.PS | 0x1B);
        Word(Place.ArenaLevel2, Place.ArenaLevel1 | All);
        for (int page = 0; page < 512; page++) Word(Place.Entry(page), Place.PagePhysical(page) | All);
    }

    private void Descriptor(ushort selector, ulong value) => Word(Place.Gdt + (selector & ~7u), value);

    private void SystemDescriptor(ushort selector, ulong type, uint address, ulong limit) =>
        Word(Place.Gdt + selector, limit | (ulong)(address & 0xFF_FFFF) << 16 | type << 40 | (ulong)(address >> 24) << 56);

    private void Gate(uint at, ulong target, ushort selector, int attributes, int stackTable)
    {
        Word(at, target & 0xFFFF | (ulong)selector << 16 | (ulong)stackTable << 32 | (ulong)attributes << 40 | (target >> 16 & 0xFFFF) << 48);
        Word(at + 8, target >> 32);
    }

    private void Pointer(uint at, ushort limit, uint address)
    {
        Word(at, limit | (ulong)address << 16);
    }

    private void Word(uint address, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan((int)(address - Place.Image)), value);
}
