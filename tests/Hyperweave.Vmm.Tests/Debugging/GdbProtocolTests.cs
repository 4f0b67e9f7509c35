using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Tests.Loading;
using Xunit;

namespace Hyperweave.Vmm.Tests.Debugging;

/// <summary>Conversations with the stub, right ones and wrong ones; whatever was said, the guest goes on to its end afterwards.</summary>
public sealed class GdbProtocolTests : IDisposable
{
    private const int EntryInFile = 0x1010;
    private const string PrintAndEnd = "66BAF803B048EEB003E6F4", LoopForEver = "EBFE";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hyperweave-{Guid.NewGuid():N}.elf");

    public static IEnumerable<object[]> Cases => CaseFile.Read("gdb/packets.txt").Select(columns => new object[] { columns[0], columns[1], columns[2..] });

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Answers(string name, string status, string[] conversation)
    {
        var ending = Debug(PrintAndEnd, port =>
        {
            using var client = new GdbClient(port);
            for (int turn = 0; turn < conversation.Length; turn += 2)
            {
                client.Send(GdbClient.Raw(conversation[turn]));
                string expected = turn + 1 < conversation.Length ? conversation[turn + 1] : "";
                string received = client.Receive(expected);
                Assert.True(GdbClient.Matches(received, expected), $"{name}: to {conversation[turn]} came {received}, not {expected}");
            }
        });
        Assert.Equal((name, status), (name, $"{ending.Status}"));
    }

    /// <summary>HYPERWEAVE_GDB_FUZZ=N sends N packets instead of 300.</summary>
    [SkippableFact]
    public void NoGarbageStopsTheMachine()
    {
        var random = new Random(20261121);
        int count = int.TryParse(Environment.GetEnvironmentVariable("HYPERWEAVE_GDB_FUZZ"), out int asked) ? asked : 300;
        var ending = Debug(LoopForEver, port =>
        {
            for (int sent = 0; sent < count;)
            {
                using var client = new GdbClient(port);
                for (int more = random.Next(1, 40); more > 0; more--, sent++) client.Send(Garbage(random));
            }
            using var last = new GdbClient(port);
            last.Send(GdbClient.Framed("qC"));
            Assert.Equal("+«QC1»", last.Receive("+«QC1»"));
            last.Send(GdbClient.Framed("k"));
            last.Receive("+«X02»");
        });
        Assert.Equal(MachineEnding.CancelledStatus, ending.Status);
    }

    /// <summary>A packet of the protocol with some letters changed, mostly with a right checksum. None lets the guest go on: it is to stay for the next.</summary>
    private static string Garbage(Random random)
    {
        string[] kinds = ["m100010,20", "M200000,2:0102", "X200000,2:ab", "P0=0011223344556677", "p10", "g", "Z0,100016,1", "z1,100016,1",
            "qSupported:swbreak+", "qXfer:features:read:target.xml:0,40", "qRcmd,6869", "?", "vCont?", "H", "G00", "T1", "x100000,10"];
        char[] letters = kinds[random.Next(kinds.Length)].ToCharArray();
        for (int changes = random.Next(3); changes > 0; changes--) letters[random.Next(1, letters.Length + 1) % letters.Length] = (char)random.Next(256);
        string body = new string(letters).TrimStart('c', 'C', 's', 'S', 'k', 'D', 'v');
        return random.Next(8) switch { 0 => body, 1 => $"${body}#{random.Next(256):x2}", 2 => $"${body}", _ => GdbClient.Framed(body) };
    }

    private MachineEnding Debug(string code, Action<int> client)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && CanRun, "guests run on Linux on x86-64 only");
        byte[] image = ImageFactory.Create("elf64");
        Convert.FromHexString(code).CopyTo(image, EntryInFile);
        File.WriteAllBytes(_path, image);
        using var session = MachineBuilder.Build(new MachineOptions { ImagePath = _path, MemoryBytes = 16 << 20, SerialOutput = Stream.Null, Timeout = Limit });
        int port = session.ListenForGdb(0, stopped: true);
        var run = Task.Factory.StartNew(session.Run, TaskCreationOptions.LongRunning);
        try
        {
            client(port);
        }
        catch
        {
            session.Machine.Stop(MachineEnding.Cancelled("a failed test"));
            run.Wait();
            throw;
        }
        return run.GetAwaiter().GetResult();
    }

    private static bool CanRun
    {
        get
        {
            try { HostProcessor.Require(); return true; }
            catch (HostException) { return false; }
        }
    }

    public void Dispose() => File.Delete(_path);
}
