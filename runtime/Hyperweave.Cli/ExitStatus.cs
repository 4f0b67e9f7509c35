namespace Hyperweave.Cli;

/// <summary>The process's exit status where the guest does not decide it; sysexits.h where it has a number. docs/exit-status.md lists all.</summary>
internal static class ExitStatus
{
    public const int Success = 0;
    /// <summary>A guest, or a comparison, failed, or a scan found what cannot be paravirtualized.</summary>
    public const int GuestFailed = 1;
    public const int Usage = 64;
    /// <summary>An image, a project or another input is bad.</summary>
    public const int BadData = 65;
    /// <summary>A file is missing.</summary>
    public const int NoInput = 66;
    /// <summary>This host cannot do it.</summary>
    public const int Unavailable = 69;
    /// <summary>A defect of Hyperweave.</summary>
    public const int Internal = 70;
    /// <summary>An output file cannot be written.</summary>
    public const int CannotCreate = 73;
    public const int Timeout = 124;
    public const int Interrupted = 130;
}
