using System.Text;
using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Tests.Loading;
using Xunit;

namespace Hyperweave.Vmm.Tests.Running;

/// <summary>How a run ends: status, message with the guest's address and symbol, and nothing of the serial output lost.</summary>
public sealed class EndingTests : IDisposable
{
    private const int EntryInFile = 0x1010;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hyperweave-{Guid.NewGuid():N}.elf");
    private readonly MemoryStream _printed = new();

    public static IEnumerable<object[]> Cases => CaseFile.Rows("machine/endings.txt");

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void EndsWith(string name, string code, string status, string message, string printed)
    {
        Skip.IfNot(CanRun, "guests run on Linux on x86-64 only");
        byte[] image = ImageFactory.Create("elf64");
        Convert.FromHexString(code.Replace(" ", "", StringComparison.Ordinal)).CopyTo(image, EntryInFile);
        File.WriteAllBytes(_path, image);
        // What ends by itself has all the time that a busy host may need.
        var ending = Run(TimeSpan.FromSeconds(status == $"{MachineEnding.TimeoutStatus}" ? 0.3 : 30));
        Assert.Equal((name, status), (name, $"{ending.Status}"));
        if (message == "none") Assert.Null(ending.Message);
        else Assert.Contains(message, ending.Message, StringComparison.Ordinal);
        Assert.Equal(printed == "-" ? "" : printed, Encoding.ASCII.GetString(_printed.ToArray()));
    }

    [SkippableFact]
    public void StopEndsARunningGuest()
    {
        Skip.IfNot(CanRun, "guests run on Linux on x86-64 only");
        byte[] image = ImageFactory.Create("elf64");
        (image[EntryInFile], image[EntryInFile + 1]) = (0xEB, 0xFE);
        File.WriteAllBytes(_path, image);
        using var session = MachineBuilder.Build(Options(null));
        using var timer = new Timer(_ => session.Machine.Stop(MachineEnding.Cancelled("here")), null, 100, Timeout.Infinite);
        Assert.Equal(MachineEnding.CancelledStatus, session.Run().Status);
    }

    [SkippableFact]
    public void SerialInputReachesTheGuest()
    {
        Skip.IfNot(CanRun, "guests run on Linux on x86-64 only");
        // Wait for a byte in the line status register, then echo it and end.
        byte[] code = Convert.FromHexString("66BAFD03ECA80174FB" + "66BAF803ECEE" + "B000E6F4");
        byte[] image = ImageFactory.Create("elf64");
        code.CopyTo(image, EntryInFile);
        File.WriteAllBytes(_path, image);
        using var session = MachineBuilder.Build(Options(TimeSpan.FromSeconds(10)) with { SerialInput = new MemoryStream("x"u8.ToArray()) });
        Assert.Equal(1, session.Run().Status);
        Assert.Equal("x", Encoding.ASCII.GetString(_printed.ToArray()));
    }

    private static bool CanRun
    {
        get
        {
            try { HostProcessor.Require(); return true; }
            catch (HostException) { return false; }
        }
    }

    private MachineEnding Run(TimeSpan limit)
    {
        using var session = MachineBuilder.Build(Options(limit));
        return session.Run();
    }

    private MachineOptions Options(TimeSpan? limit) => new() { ImagePath = _path, MemoryBytes = 16 << 20, SerialOutput = _printed, Timeout = limit };

    public void Dispose()
    {
        File.Delete(_path);
        _printed.Dispose();
    }
}
