using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Xunit;

namespace Hyperweave.Vmm.Tests.Loading;

public sealed unsafe class ClearedRamTests
{
    /// <summary>Whole pages go back to the host, the rest is written: in any case the range reads as zero, and its neighbours as before.</summary>
    [Theory]
    [InlineData(0x1000, 0x3000)]
    [InlineData(0x1001, 0x3000)]
    [InlineData(0x1FFF, 0x2002)]
    [InlineData(0x1010, 0x20)]
    [InlineData(0x1FF0, 0x20)]
    [InlineData(0x1000, 0)]
    public void ACleanRangeHasNoBordersButItsOwn(int start, int length)
    {
        using var ram = new GuestRam(0x8000);
        var memory = new GuestPhysicalMemory(ram.Base, ram.Size);
        memory.Slice(0, 0x8000).Fill(0xEE);
        memory.Clear((ulong)start, (ulong)length);
        for (int at = 0; at < 0x8000; at++)
            Assert.Equal(at >= start && at < start + length ? 0 : 0xEE, memory.Read<byte>((ulong)at));
    }
}
