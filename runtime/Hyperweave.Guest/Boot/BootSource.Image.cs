namespace Hyperweave.Guest;

/// <summary>An image has been loaded by somebody.</summary>
internal static class BootSource
{
    internal static string CommandLine() => LoaderInformation.CommandLine();

    internal static MemoryRegion[] MemoryMap() => LoaderInformation.MemoryMap();

    internal static int ModuleCount() => LoaderInformation.ModuleCount();

    internal static ReadOnlySpan<byte> Module(int index) => LoaderInformation.Module(index);
}
