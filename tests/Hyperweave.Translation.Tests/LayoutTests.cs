using System.Reflection;
using System.Runtime.InteropServices;
using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines.Translation;
using Hyperweave.Vmm.Host;
using Xunit;

namespace Hyperweave.Translation.Tests;

/// <summary>Offsets that generated code uses are those of the structures.</summary>
public sealed class LayoutTests
{
    [Theory]
    [InlineData(EngineLayout.InterruptFlag, nameof(CpuState.InterruptFlag))]
    [InlineData(PrivilegeStubs.Cpl, nameof(CpuState.Cpl))]
    [InlineData(PrivilegeStubs.Efer, nameof(CpuState.Efer))]
    [InlineData(PrivilegeStubs.Star, nameof(CpuState.Star))]
    [InlineData(PrivilegeStubs.Lstar, nameof(CpuState.Lstar))]
    [InlineData(PrivilegeStubs.Fmask, nameof(CpuState.Fmask))]
    [InlineData(PrivilegeStubs.Gdtr, nameof(CpuState.Gdtr))]
    [InlineData(PrivilegeStubs.Es, nameof(CpuState.Es))]
    [InlineData(PrivilegeStubs.Cs, nameof(CpuState.Cs))]
    [InlineData(PrivilegeStubs.Ss, nameof(CpuState.Ss))]
    [InlineData(PrivilegeStubs.Ds, nameof(CpuState.Ds))]
    [InlineData(PrivilegeStubs.Fs, nameof(CpuState.Fs))]
    [InlineData(PrivilegeStubs.Gs, nameof(CpuState.Gs))]
    public void The_processor_state_stands_where_code_expects_it(int offset, string field) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<CpuState>(field));

    /// <summary>Words of the engine's area longer than eight bytes.</summary>
    private static readonly Dictionary<string, int> Lengths = new()
    {
        [nameof(EngineLayout.Home)] = 16 * 8, [nameof(EngineLayout.UserEntries)] = EngineLayout.UserSlot(UserWindows.Count) - EngineLayout.UserEntries,
        [nameof(EngineLayout.FlagStack)] = EngineLayout.FlagStackEnd - EngineLayout.FlagStack,
    };

    [Fact]
    public void Words_of_the_engine_do_not_overlap()
    {
        var words = typeof(EngineLayout).GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(field => field.IsLiteral && field.FieldType == typeof(int) && field.Name != nameof(EngineLayout.FlagStackEnd))
            .Select(field => (field.Name, Start: (int)field.GetRawConstantValue()!))
            .Where(word => word.Start is >= ContextLayout.Engine and < EngineLayout.BiasTable)
            .OrderBy(word => word.Start).ToList();
        Assert.NotEmpty(words);
        Assert.All(words.Zip(words.Skip(1)), pair =>
            Assert.True(pair.First.Start + Lengths.GetValueOrDefault(pair.First.Name, 8) <= pair.Second.Start, $"{pair.First.Name} reaches into {pair.Second.Name}"));
    }

    [Theory]
    [InlineData(SegmentField.Base, nameof(Segment.Base))]
    [InlineData(SegmentField.Limit, nameof(Segment.Limit))]
    [InlineData(SegmentField.Attributes, nameof(Segment.Attributes))]
    [InlineData(SegmentField.Selector, nameof(Segment.Selector))]
    public void A_segment_is_laid_out_as_code_expects_it(int offset, string field)
    {
        Assert.Equal(offset, (int)Marshal.OffsetOf<Segment>(field));
        Assert.Equal(SegmentField.Bytes, Marshal.SizeOf<Segment>());
    }
}
