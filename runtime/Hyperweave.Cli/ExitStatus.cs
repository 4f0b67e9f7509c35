namespace Hyperweave.Cli;

/// <summary>How the command line ends: docs/exit-status.md. 64 and up follow BSD's sysexits.h.</summary>
internal static class ExitStatus
{
    internal const int Success = 0;
    /// <summary>The guest failed: a panic, a wrong result, or it did not come to its end.</summary>
    internal const int GuestFailed = 1;
    /// <summary>An argument that cannot be taken.</summary>
    internal const int Usage = 64;
    /// <summary>An image, assembly or project that cannot be used as it is.</summary>
    internal const int BadData = 65;
    /// <summary>A file that is not there.</summary>
    internal const int NoInput = 66;
    /// <summary>Ended by Ctrl-C.</summary>
    internal const int Interrupted = 130;
}
