using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Time;
using Xunit;

namespace Hyperweave.Vmm.Tests.Devices;

/// <summary>x2APIC mode by Intel SDM 3A 10.12: which registers there are, what they take, and that they are those of the APIC.</summary>
public sealed class ExtendedApicTests
{
    private readonly LocalApic _apic;

    public ExtendedApicTests()
    {
        var clock = new StoppedClock();
        _apic = new LocalApic(new TimerQueue(clock), clock) { IsExtended = true };
        Assert.True(_apic.TryWriteExtended(0x80F, 0x1FF));
    }

    [Theory]
    [InlineData(0x802u, 0UL)]
    [InlineData(0x803u, 0x50014UL)]
    [InlineData(0x80Du, 1UL)]
    [InlineData(0x80Fu, 0x1FFUL)]
    [InlineData(0x830u, 0UL)]
    [InlineData(0x832u, 0x10000UL)]
    public void Reads(uint register, ulong expected)
    {
        Assert.True(_apic.TryReadExtended(register, out ulong value));
        Assert.Equal(expected, value);
    }

    /// <summary>Write-only, missing (destination format, the command's upper half, remote read) and reserved ones.</summary>
    [Theory]
    [InlineData(0x80Bu)]
    [InlineData(0x80Eu)]
    [InlineData(0x831u)]
    [InlineData(0x80Cu)]
    [InlineData(0x83Fu)]
    [InlineData(0x800u)]
    [InlineData(0x840u)]
    [InlineData(0x82Fu)]
    public void CannotBeRead(uint register) => Assert.False(_apic.TryReadExtended(register, out _));

    [Theory]
    [InlineData(0x802u, 0UL)]
    [InlineData(0x80Du, 1UL)]
    [InlineData(0x80Bu, 1UL)]
    [InlineData(0x828u, 1UL)]
    [InlineData(0x808u, 0x100UL)]
    [InlineData(0x838u, 0x1_0000_0000UL)]
    [InlineData(0x83Fu, 0x100UL)]
    [InlineData(0x839u, 0UL)]
    public void CannotBeWritten(uint register, ulong value) => Assert.False(_apic.TryWriteExtended(register, value));

    [Theory]
    [InlineData(0x83Fu, 0x55UL, true)]
    [InlineData(0x830u, 0x55UL, true)]
    [InlineData(0x830u, 0x4_0055UL, true)]
    [InlineData(0x830u, 0x1_0000_0055UL, false)]
    [InlineData(0x830u, 0x1_0000_0855UL, true)]
    [InlineData(0x830u, 0x1_0001_0000_0855UL, false)]
    [InlineData(0x830u, 0xFFFF_FFFF_0000_0055UL, true)]
    public void SendsToItself(uint register, ulong command, bool arrives)
    {
        Assert.True(_apic.TryWriteExtended(register, command));
        Assert.Equal(arrives, _apic.Pending);
        if (!arrives) return;
        Assert.Equal(0x55, _apic.Acknowledge());
        Assert.True(_apic.TryReadExtended(0x812, out ulong inService) && inService == 1UL << 0x15);
        Assert.True(_apic.TryWriteExtended(0x80B, 0) && _apic.TryReadExtended(0x812, out inService) && inService == 0);
    }

    [Fact]
    public void Its_memory_is_empty_and_its_registers_are_elsewhere_in_the_other_mode()
    {
        Assert.Equal(uint.MaxValue, _apic.Read(0x30));
        _apic.IsExtended = false;
        Assert.Equal(0x50014u, _apic.Read(0x30));
        Assert.False(_apic.TryReadExtended(0x803, out _));
    }
}
