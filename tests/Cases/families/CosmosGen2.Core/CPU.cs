namespace Cosmos.Core;

/// <summary>The processor as the kernel's author sees it; plugged.</summary>
public class CPU
{
    public void Halt() => throw Plug.IsMissing();

    public static void EnableInterrupts() => throw Plug.IsMissing();

    public static bool DisableInterrupts() => throw Plug.IsMissing();

    public static ulong GetCPUUptime() => throw Plug.IsMissing();
}
