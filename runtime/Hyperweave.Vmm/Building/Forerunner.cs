using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Loading;

namespace Hyperweave.Vmm.Building;

/// <summary>
/// A small guest that runs before the first. .NET loads types, binds calls and makes static tables when they are first met, which
/// for a machine and its engine takes longer than all else of a start; met here, on another thread, they are there when the
/// command line has been understood and the guest's image found.
/// </summary>
public static class Forerunner
{
    private const ulong Memory = 2 << 20, CodeCache = 4 << 20, Entry = 1 << 20;

    /// <summary>What a kernel begins with: flags, a stack, calls, memory, a jump, a port.</summary>
    private static readonly byte[] Program =
    [
        0xFA,                         // cli
        0xFC,                         // cld
        0xBC, 0x00, 0x00, 0x18, 0x00, // mov esp,180000h
        0xE8, 0x00, 0x00, 0x00, 0x00, // call to the next
        0x58,                         // pop rax
        0x48, 0x8B, 0x08,             // mov rcx,[rax]
        0x51,                         // push rcx
        0x48, 0x39, 0x0C, 0x24,       // cmp [rsp],rcx
        0x75, 0xFE,                   // jne to itself
        0x31, 0xC0,                   // xor eax,eax
        0xE6, 0xF4,                   // out 0F4h,al: Devices.DebugExit
    ];

    /// <summary>Starts it, if there is a processor for it beside the caller's, and the host shares processors among threads.</summary>
    public static void Start()
    {
        if (HostProcessor.IsShared && HostProcessor.OneIsFree) new Thread(Run) { IsBackground = true, Name = "forerunner" }.Start();
    }

    private static void Run()
    {
        try
        {
            Perform();
        }
        catch (Exception failure) when (failure is HostException or TypeInitializationException)
        {
            // The machine that is built next meets the same, and tells of it.
        }
    }

    internal static MachineEnding Perform()
    {
        HostProcessor.Require();
        var image = Image();
        using var session = MachineBuilder.BuildTranslation(new MachineOptions { ImagePath = image.Path, MemoryBytes = Memory, CodeCacheBytes = CodeCache, SerialOutput = Stream.Null }, image);
        return session.Run();
    }

    /// <summary>A kernel of Linux's 64-bit protocol, of which only the program is looked at.</summary>
    private static GuestImage Image()
    {
        byte[] file = new byte[0x1000];
        Program.CopyTo(file, 0x800);
        var rights = SegmentRights.Read | SegmentRights.Write | SegmentRights.Execute;
        return new GuestImage(new ImageBytes("forerunner", file), BootProtocol.Linux, Entry, [new("program", Entry, Entry, (ulong)Program.Length, 0x800, (ulong)Program.Length, rights, 0)]);
    }
}
