using System.Text;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Loading;

/// <summary>
/// Puts an image, its modules and what the boot protocol tells the guest into RAM. Modules follow the image at page
/// boundaries; the protocol's structures lie in low memory from 0x8000, or past the modules when the image stands there.
/// </summary>
public sealed class BootInformation
{
    private const ulong LowStart = 0x8000, LowEnd = 0x9_F000, ExtendedStart = 0x10_0000;
    private const ulong ConventionalEnd = 0x9_FC00;
    private const uint Usable = 1, Reserved = 2;

    private readonly GuestPhysicalMemory _memory;
    private readonly string _imagePath;
    private ulong _next;
    private ulong _limit;

    private BootInformation(GuestPhysicalMemory memory, string imagePath) => (_memory, _imagePath) = (memory, imagePath);

    /// <summary>Physical address of the multiboot information, the PVH start info or Linux's zero page.</summary>
    public ulong Address { get; private set; }

    /// <summary>What else a Linux kernel is started with; null for the other protocols.</summary>
    internal LinuxBoot? Linux { get; private set; }

    /// <summary>Copies everything into RAM.</summary>
    /// <param name="commandLine">As the guest sees it; null for none.</param>
    /// <param name="modules">Path, and after the first space the module's command line.</param>
    /// <param name="segments">The image's segments to copy.</param>
    /// <param name="rsdp">Physical address of ACPI's root pointer; 0 for none.</param>
    /// <exception cref="ImageException">RAM is too small, or the kernel takes no such command line or modules.</exception>
    /// <exception cref="FileNotFoundException">A module does not exist.</exception>
    public static BootInformation Place(GuestImage image, IReadOnlyList<ImageSegment> segments, BootProtocol protocol,
        GuestPhysicalMemory memory, string? commandLine, IReadOnlyList<string> modules, ulong rsdp = 0)
    {
        CheckTaken(image, commandLine, modules);
        var boot = new BootInformation(memory, image.Path);
        foreach (var segment in segments) boot.CopySegment(image, segment);
        boot._next = Math.Max(segments[^1].End, ExtendedStart);
        boot._limit = Math.Min(memory.Size, GuestMemoryMap.LowLimit);
        var placed = modules.Select(boot.PlaceModule).ToList();
        if (!segments.Any(segment => segment.Physical < LowEnd && segment.End > LowStart)) (boot._next, boot._limit) = (LowStart, LowEnd);
        boot.WriteStructures(image, protocol, commandLine, placed, rsdp);
        return boot;
    }

    private void WriteStructures(GuestImage image, BootProtocol protocol, string? commandLine, List<PlacedModule> modules, ulong rsdp)
    {
        if (protocol is BootProtocol.Linux or BootProtocol.Linux32)
        {
            Linux = new LinuxBootParameters(this, image, commandLine, modules.SingleOrDefault(), rsdp).Write();
            Address = Linux.ZeroPage;
            return;
        }
        var writer = new BootStructures(this, commandLine, modules, rsdp);
        Address = protocol == BootProtocol.Pvh ? writer.WritePvh() : writer.WriteMultiboot();
    }

    private static void CheckTaken(GuestImage image, string? commandLine, IReadOnlyList<string> modules)
    {
        if (commandLine is not null && (uint)Encoding.UTF8.GetByteCount(commandLine) > image.LongestCommandLine)
            throw new ImageException(image.Path, $"takes a command line of at most {image.LongestCommandLine} bytes");
        if (image.IsLinux && modules.Count > 1)
            throw new ImageException(image.Path, $"a Linux kernel takes one initial RAM disk, not {modules.Count} modules");
    }

    /// <summary>For a kernel whose code does not lie in RAM: modules from an address on, and Multiboot information.</summary>
    /// <param name="name">Stands for the image in messages.</param>
    /// <exception cref="ImageException">RAM is too small.</exception>
    /// <exception cref="FileNotFoundException">A module does not exist.</exception>
    internal static BootInformation PlaceWithoutImage(string name, ulong start, GuestPhysicalMemory memory, string? commandLine,
        IReadOnlyList<string> modules)
    {
        var boot = new BootInformation(memory, name) { _next = start, _limit = Math.Min(memory.Size, GuestMemoryMap.LowLimit) };
        var placed = modules.Select(boot.PlaceModule).ToList();
        (boot._next, boot._limit) = (LowStart, LowEnd);
        boot.Address = new BootStructures(boot, commandLine, placed, rsdp: 0).WriteMultiboot();
        return boot;
    }

    /// <summary>The PC's memory map: conventional memory, the BIOS area, extended memory, and what lies above 4 GiB.</summary>
    internal IEnumerable<(ulong Start, ulong Length, uint Type)> MemoryMap()
    {
        yield return (0, ConventionalEnd, Usable);
        yield return (ConventionalEnd, 0xA_0000 - ConventionalEnd, Reserved);
        yield return (0xF_0000, 0x1_0000, Reserved);
        foreach (var (start, length) in GuestMemoryMap.Regions(_memory.Size))
            yield return start == 0 ? (ExtendedStart, length - ExtendedStart, Usable) : (start, length, Usable);
    }

    /// <summary>Reserves bytes in RAM and copies the content there.</summary>
    internal ulong Store(ReadOnlySpan<byte> content, ulong alignment, string what)
    {
        ulong at = Take((ulong)content.Length, alignment, what);
        content.CopyTo(_memory.Slice(at, content.Length));
        return at;
    }

    private ulong Take(ulong length, ulong alignment, string what)
    {
        ulong at = (_next + alignment - 1) & ~(alignment - 1);
        if (at > _limit || length > _limit - at) throw TooSmall(what, at + length);
        _next = at + length;
        return at;
    }

    /// <summary>Writes anew what <see cref="Store"/> has placed: for tables that hold their own address.</summary>
    internal void Overwrite(ulong at, ReadOnlySpan<byte> content) => content.CopyTo(_memory.Slice(at, content.Length));

    internal ulong StoreText(string text, string what) => Store([.. Encoding.UTF8.GetBytes(text), 0], 1, what);

    private void CopySegment(GuestImage image, ImageSegment segment)
    {
        if (segment.End > Math.Min(_memory.Size, GuestMemoryMap.LowLimit)) throw TooSmall(segment.Name, segment.End);
        image.CopyTo(_memory, segment);
        _memory.Clear(segment.Physical + segment.FileSize, segment.MemorySize - segment.FileSize);
    }

    private PlacedModule PlaceModule(string module)
    {
        int space = module.IndexOf(' ');
        string path = space < 0 ? module : module[..space];
        var file = ImageBytes.Open(path);
        ulong start = Take((ulong)file.Length, GuestMemoryMap.PageSize, $"module {path}");
        file.CopyTo(_memory, start, 0, (ulong)file.Length, "module");
        return new PlacedModule(start, (ulong)file.Length, module);
    }

    private ImageException TooSmall(string what, ulong end) =>
        new(_imagePath, $"{what} ends at 0x{end:X}, but the machine has 0x{_memory.Size:X} bytes of memory: use more (--memory)");
}

/// <summary>A module in RAM. The text is its whole command line, path first.</summary>
internal sealed record PlacedModule(ulong Start, ulong Length, string Text);
