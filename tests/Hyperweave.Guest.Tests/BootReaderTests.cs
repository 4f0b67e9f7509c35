using System.Runtime.InteropServices;
using Xunit;

namespace Hyperweave.Guest.Tests;

/// <summary>The boot protocols' structures, laid out by hand.</summary>
public sealed unsafe class BootReaderTests : IDisposable
{
    private readonly byte* _memory = (byte*)NativeMemory.AllocZeroed(4096);

    public void Dispose() => NativeMemory.Free(_memory);

    [Fact]
    public void ReadsPvhStartInformation()
    {
        var commandLine = Text(1024, "kernel quick");
        ulong* map = (ulong*)(_memory + 512);
        (map[0], map[1], map[2]) = (0, 0x9_FC00, 1);
        (map[3], map[4], map[5]) = (0xF_0000, 0x1_0000, 2);
        (map[6], map[7], map[8]) = (0x10_0000, 0x3FF0_0000, 1);
        ulong* module = (ulong*)(_memory + 768);
        (module[0], module[1], module[2]) = (0x40_0000, 0x1234, commandLine);
        *(uint*)_memory = PvhReader.Magic;
        *(uint*)(_memory + 4) = 1;
        *(uint*)(_memory + 12) = 1;
        *(ulong*)(_memory + 16) = (ulong)module;
        *(ulong*)(_memory + 24) = commandLine;
        *(ulong*)(_memory + 40) = (ulong)map;
        *(uint*)(_memory + 48) = 3;

        var reader = new PvhReader(_memory);
        Assert.Equal("kernel quick", Marshal.PtrToStringUTF8((nint)reader.CommandLine));
        Assert.Equal(1, reader.ModuleCount);
        Assert.Equal(0x40_1234UL, reader.Module(0).End);
        Assert.Equal(
            [new(0, 0x9_FC00, true), new(0xF_0000, 0x10_0000, false), new MemoryRegion(0x10_0000, 0x4000_0000, true)],
            Regions(reader));
    }

    [Fact]
    public void PvhVersion0HasNoMemoryMap()
    {
        *(uint*)_memory = PvhReader.Magic;
        *(uint*)(_memory + 48) = 3;
        Assert.Empty(Regions(new PvhReader(_memory)));
    }

    [Fact]
    public void MultibootFieldsCountOnlyWithTheirFlag()
    {
        *(uint*)(_memory + 16) = 0xDEAD;
        *(uint*)(_memory + 20) = 7;
        *(uint*)(_memory + 44) = 24;
        var reader = new MultibootReader(_memory);
        Assert.True(reader.CommandLine == null);
        Assert.Equal(0, reader.ModuleCount);
        Assert.Empty(Regions(reader));
    }

    private ulong Text(int offset, string text)
    {
        for (var index = 0; index < text.Length; index++)
            _memory[offset + index] = (byte)text[index];
        return (ulong)(_memory + offset);
    }

    private static List<MemoryRegion> Regions<TReader>(TReader reader) where TReader : struct, IBootReader
    {
        var regions = new List<MemoryRegion>();
        ulong position = 0;
        while (reader.ReadRegion(ref position, out var region))
            regions.Add(region);
        return regions;
    }
}
