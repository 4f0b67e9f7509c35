using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using Hyperweave.Rewriting.Hosting;
using Xunit;

namespace Hyperweave.Hosting.Tests;

/// <summary>Woven code keeps what a debugger works with: every line of every method, and lines on stack traces.</summary>
public sealed class DebuggingTests
{
    public static TheoryData<string> Programs => ["Threads", "Nanobench", "Hyperweave.Guest", "Hyperweave.Hosting.Tests"];

    /// <summary>A debugger binds a breakpoint to the IL offset of a line's sequence point: all of them must be there.</summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public void EveryLineThatTookABreakpointStillDoes(string program)
    {
        string path = Path.Combine(AppContext.BaseDirectory, program + ".dll");
        var woven = HostedForm.Weave(path, []);
        Assert.NotNull(woven.Symbols);
        var before = Lines(File.ReadAllBytes(Path.ChangeExtension(path, ".pdb")));
        var after = Lines(woven.Symbols);
        Assert.NotEmpty(before);
        Assert.Equal(before, after);
    }

    /// <summary>The symbols carry the image's own id, or a debugger would not take them.</summary>
    [Fact]
    public void SymbolsBelongToTheWovenImage()
    {
        var woven = HostedForm.Weave(Path.Combine(AppContext.BaseDirectory, "Threads.dll"), []);
        using var image = new PEReader(new MemoryStream(woven.Image));
        var entry = image.ReadDebugDirectory().Single(candidate => candidate.Type == DebugDirectoryEntryType.CodeView);
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(woven.Symbols!));
        var id = new BlobContentId(symbols.GetMetadataReader().DebugMetadataHeader!.Id);
        Assert.Equal(image.ReadCodeViewDebugDirectoryData(entry).Guid, id.Guid);
    }

    [Fact]
    public void ExceptionOfTheKernelComesOutWithItsLines()
    {
        int line = Line() + 1;
        var failure = Assert.Throws<InvalidTimeZoneException>(() => HostedMachine.Boot(static () => throw new InvalidTimeZoneException("kernel")));
        var frame = new StackTrace(failure, fNeedFileInfo: true).GetFrame(0)!;
        Assert.EndsWith("DebuggingTests.cs", frame.GetFileName());
        Assert.Equal(line, frame.GetFileLineNumber());
    }

    /// <summary>An interrupt handler is on the stack above the very line that it interrupted.</summary>
    [Fact]
    public void HandlerStandsAboveTheLoopItInterrupted()
    {
        int loop = Line() + 5;
        using var vm = HostedMachine.Boot(static () =>
        {
            Watched.Start();
            // The line to be found:
            while (Watched.Trace.Length == 0) { }
            Serial.WriteLine(Watched.Trace);
        });
        Assert.Contains($"DebuggingTests.cs:{loop}", vm.Serial.Text);
    }

    /// <summary>Each method's document, line and column, in the order of its code.</summary>
    private static List<string> Lines(byte[] pdb)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(pdb));
        var reader = provider.GetMetadataReader();
        return reader.MethodDebugInformation
            .Select(handle => string.Join(' ', reader.GetMethodDebugInformation(handle).GetSequencePoints().Where(point => !point.IsHidden)
                .Select(point => $"{reader.GetString(reader.GetDocument(point.Document).Name)}:{point.StartLine}.{point.StartColumn}-{point.EndLine}.{point.EndColumn}")))
            .Where(points => points.Length != 0).Order(StringComparer.Ordinal).ToList();
    }

    private static int Line([CallerLineNumber] int line = 0) => line;

    private static unsafe class Watched
    {
        public static volatile string Trace = "";

        public static void Start()
        {
            Interrupts.Initialize();
            Interrupts.SetHandler(Pic.FirstVector, &Look);
            Pic.Unmask(0);
            GuestTimer.OneShot(1_000_000, Pic.FirstVector);
            Cpu.Sti();
        }

        private static void Look(InterruptFrame* frame)
        {
            GuestTimer.EndOfInterrupt(Pic.FirstVector);
            Trace = string.Join(" ", new StackTrace(fNeedFileInfo: true).GetFrames()
                .Select(step => $"{Path.GetFileName(step.GetFileName())}:{step.GetFileLineNumber()}"));
        }
    }
}
