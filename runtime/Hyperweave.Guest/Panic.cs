using System.Diagnostics.CodeAnalysis;

namespace Hyperweave.Guest;

/// <summary>The end of a kernel that cannot go on.</summary>
public static class Panic
{
    /// <summary>Status of <see cref="Platform.Shutdown"/> after a panic.</summary>
    public const int Status = 1;

    /// <summary>Writes the message and where it was given, and ends the machine.</summary>
    [DoesNotReturn]
    public static void Stop(string message)
    {
        Serial.Write("PANIC: ");
        Serial.WriteLine(message);
        PanicTrace.Write();
        Platform.Shutdown(Status);
    }
}
