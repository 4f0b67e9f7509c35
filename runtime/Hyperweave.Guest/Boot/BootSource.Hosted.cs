namespace Hyperweave.Guest;

/// <summary>A hosted process's command line.</summary>
internal static class BootSource
{
    internal static string CommandLine() => string.Join(' ', Environment.GetCommandLineArgs());

    internal static MemoryRegion[] MemoryMap() => [];

    internal static int ModuleCount() => 0;

    internal static ReadOnlySpan<byte> Module(int index) => throw new ArgumentOutOfRangeException(nameof(index));
}
