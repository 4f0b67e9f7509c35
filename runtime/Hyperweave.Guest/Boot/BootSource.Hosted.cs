using Hyperweave.Guest.Hosting;

namespace Hyperweave.Guest;

/// <summary>What a hosted machine tells as a boot loader would; without one, the process's command line.</summary>
internal static class BootSource
{
    internal static string CommandLine() =>
        HostedProcessor.IsAttached ? LoaderInformation.CommandLine() : string.Join(' ', Environment.GetCommandLineArgs());

    internal static MemoryRegion[] MemoryMap() => HostedProcessor.IsAttached ? LoaderInformation.MemoryMap() : [];

    internal static int ModuleCount() => HostedProcessor.IsAttached ? LoaderInformation.ModuleCount() : 0;

    internal static ReadOnlySpan<byte> Module(int index) =>
        HostedProcessor.IsAttached ? LoaderInformation.Module(index) : throw new ArgumentOutOfRangeException(nameof(index));
}
