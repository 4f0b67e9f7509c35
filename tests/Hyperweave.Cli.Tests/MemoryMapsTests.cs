using Hyperweave.Cli.Compare;

namespace Hyperweave.Cli.Tests;

public sealed class MemoryMapsTests
{
    /// <summary>As proc(5) has it: a map's line, then its figures in KiB.</summary>
    private static readonly string[] Maps =
    [
        "7f0000000000-7f0000400000 rw-s 00000000 00:01 1024 /memfd:guest-ram (deleted)", "Size:               4096 kB", "Pss:                3000 kB",
        "7f0000400000-7f0000500000 rw-s 00000000 00:01 1025 /memfd:code-cache (deleted)", "Size:               1024 kB", "Pss:                 500 kB",
        "7f0000600000-7f0000800000 rw-p 00000000 00:00 0 ", "Size:               2048 kB", "Pss:                  70 kB", "VmFlags: rd wr",
        "7f0000a00000-7f0000a01000 r--p 00000000 08:01 77 /a folder/file", "Size:                  4 kB", "Pss:                   3 kB",
    ];

    [Fact]
    public void TheGuestsOwnMemoryIsLeftOut() => Assert.Equal(573 << 10, MemoryMaps.OfMachine.Overhead(Maps));

    [Fact]
    public void OfQemuTheAnonymousMapOfTheGuestsSizeIsLeftOut() => Assert.Equal(3503 << 10, MemoryMaps.OfQemu(2).Overhead(Maps));

    [SkippableFact]
    public void ARealProcessCanBeRead()
    {
        Skip.IfNot(File.Exists("/proc/self/smaps"), "no /proc/self/smaps on this host");
        Assert.InRange(MemoryMaps.OfMachine.Overhead(Environment.ProcessId)!.Value, 1 << 20, 8L << 30);
    }
}
