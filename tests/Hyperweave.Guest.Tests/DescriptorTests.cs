using System.Globalization;
using Xunit;

namespace Hyperweave.Guest.Tests;

public sealed unsafe class DescriptorTests
{
    private const ulong TaskStateAddress = 0x1234_5678_9ABC_DEF0;
    private const ulong GateTarget = 0xFFFF_FFFF_8123_4567;

    private static readonly string[] s_gdtEntries =
        ["null", "kernel-code", "kernel-data", "user-data", "user-code", "task-low", "task-high"];

    public static TheoryData<string, string, string> Descriptors()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var line in CaseFile.Lines("descriptors.txt"))
        {
            var columns = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            data.Add(columns[0], columns[1], columns[2].Trim());
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Descriptors))]
    public void EncodesAsTheManualSays(string table, string entry, string expected)
    {
        var words = expected.Split(' ').Select(word => ulong.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Assert.Equal(words, table == "gdt" ? [GdtEntry(entry)] : IdtGate(entry));
    }

    [Fact]
    public void SelectorsAgreeWithSysret()
    {
        // STAR[63:48] + 8 is the stack's selector, + 16 the code's (Intel SDM 3A 5.8.8).
        Assert.Equal(SegmentSelectors.UserData, (SegmentSelectors.KernelData | 3) + 8);
        Assert.Equal(SegmentSelectors.UserCode, (SegmentSelectors.KernelData | 3) + 16);
        Assert.Equal(SegmentSelectors.KernelData, SegmentSelectors.KernelCode + 8);
    }

    [Fact]
    public void TaskStateHasItsFieldsWhereTheProcessorLooks()
    {
        var segment = stackalloc byte[TaskState.Size];
        TaskState.Build(segment, 0x1122_3344_5566_7788);
        Assert.Equal(0x1122_3344_5566_7788UL, *(ulong*)(segment + 36));
        Assert.Equal(104, *(ushort*)(segment + 102));
    }

    [Fact]
    public void FrameHasTheSizeThatStubsPush() => Assert.Equal(22 * 8, sizeof(InterruptFrame));

    private static ulong GdtEntry(string entry)
    {
        var table = stackalloc ulong[Gdt.Entries];
        Gdt.Build(table, TaskStateAddress);
        return table[Array.IndexOf(s_gdtEntries, entry)];
    }

    private static ulong[] IdtGate(string entry)
    {
        var gate = stackalloc ulong[2];
        Idt.Encode(gate, GateTarget, SegmentSelectors.KernelCode, entry == "stack-1" ? (byte)1 : (byte)0, entry == "user" ? (byte)0xEE : (byte)0x8E);
        return [gate[0], gate[1]];
    }
}
