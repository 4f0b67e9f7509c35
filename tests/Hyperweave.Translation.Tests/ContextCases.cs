using Hyperweave.Vmm;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>Process-context identifiers: what must not be remembered from one to the other, or after INVPCID (Intel SDM 3A 4.10.4.1).</summary>
public sealed unsafe class ContextCases
{
    private const ulong Present = 1, Writable = 2;

    /// <param name="first">Under it the page is read, and its entry changed then.</param>
    /// <param name="flushed">The identifier that INVPCID names afterwards; null for none.</param>
    /// <param name="second">Loaded with bit 63 of CR3 set; the new entry must count.</param>
    [Theory]
    [InlineData(1, null, 2)]
    [InlineData(0, null, 5)]
    [InlineData(1, 1, 1)]
    [InlineData(5, null, 4095)]
    [InlineData(62, null, 63)]
    [InlineData(63, null, 64)]
    [InlineData(100, null, 200)]
    [InlineData(4095, 4095, 4095)]
    public void AChangedEntryCounts(int first, int? flushed, int second)
    {
        using var guest = new Guest();
        guest.Cpu->Cr4 |= Cr4.PCIDE;
        guest.Engine.FlushSpace(includingGlobal: true);
        ulong tables = guest.Cpu->Cr3;
        guest.Memory.Write(Guest.DataPhysical, 11UL);
        guest.Memory.Write(Guest.DataPhysical + 0x1000, 22UL);
        // Both identifiers have been in use; only what they have read counts.
        Load(guest, tables, second);
        guest.Run(code => code.nop());
        guest.Engine.FlushContext((ushort)second);
        Load(guest, tables, first);
        Assert.Equal(11UL, Read(guest));
        guest.Memory.Write(Guest.DataEntry(0), Guest.DataPhysical + 0x1000 | Present | Writable);
        if (flushed is { } context) guest.Engine.FlushContext((ushort)context);
        Load(guest, tables, second);
        Assert.Equal(22UL, Read(guest));
    }

    [Fact]
    public void InvlpgCountsForOtherTablesOfTheSameIdentifier()
    {
        using var guest = new Guest();
        guest.Cpu->Cr4 |= Cr4.PCIDE;
        guest.Engine.FlushSpace(includingGlobal: true);
        ulong tables = guest.Cpu->Cr3;
        const ulong others = 0xE000;
        guest.Memory.Slice(tables, 4096).CopyTo(guest.Memory.Slice(others, 4096));
        guest.Memory.Write(Guest.DataPhysical, 11UL);
        guest.Memory.Write(Guest.DataPhysical + 0x1000, 22UL);
        Load(guest, others, 1);
        Assert.Equal(11UL, Read(guest));
        guest.Memory.Write(Guest.DataEntry(0), Guest.DataPhysical + 0x1000 | Present | Writable);
        Load(guest, tables, 1);
        guest.Run(code => code.nop());
        guest.Engine.FlushPage(Guest.Data);
        Load(guest, others, 1);
        Assert.Equal(22UL, Read(guest));
    }

    private static void Load(Guest guest, ulong tables, int context)
    {
        guest.Cpu->Cr3 = tables | (uint)context;
        guest.Engine.SwitchContext();
    }

    private static ulong Read(Guest guest)
    {
        guest.Run(code =>
        {
            code.mov(rcx, (long)Guest.Data);
            code.mov(rax, __qword_ptr[rcx]);
        });
        return guest.Cpu->Rax;
    }
}
