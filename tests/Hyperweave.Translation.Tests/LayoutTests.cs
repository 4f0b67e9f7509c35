using System.Runtime.InteropServices;
using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines.Translation;
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
