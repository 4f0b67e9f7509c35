namespace Cosmos.Core;

/// <summary>
/// Ports as the kernel's author sees them: ordinary methods of a library, which the family's own compiler replaces ("plugs") by
/// assembly code. Without that compiler they must not be reached.
/// </summary>
public static class IOPort
{
    public static byte Read8(int aPort) => throw Plug.IsMissing();

    public static ushort Read16(int aPort) => throw Plug.IsMissing();

    public static uint Read32(int aPort) => throw Plug.IsMissing();

    public static void Write8(int aPort, byte aData) => throw Plug.IsMissing();

    public static void Write16(int aPort, ushort aData) => throw Plug.IsMissing();

    public static void Write32(int aPort, uint aData) => throw Plug.IsMissing();

    public static void Wait() => throw Plug.IsMissing();
}

internal static class Plug
{
    internal static Exception IsMissing() => new NotSupportedException("plugged by the compiler");
}
