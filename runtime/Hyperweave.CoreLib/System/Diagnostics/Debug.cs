using System.Diagnostics.CodeAnalysis;

namespace System.Diagnostics;

/// <summary>Checks and messages of debug builds.</summary>
public static class Debug
{
    [Conditional("DEBUG")]
    public static void Assert([DoesNotReturnIf(false)] bool condition) => Assert(condition, "");

    [Conditional("DEBUG")]
    public static void Assert([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
            Environment.FailFast("Assertion failed. " + message);
    }

    [Conditional("DEBUG")]
    public static void Fail(string message) => Environment.FailFast("Assertion failed. " + message);

    [Conditional("DEBUG")]
    public static void WriteLine(string message) => Console.WriteLine(message);
}
