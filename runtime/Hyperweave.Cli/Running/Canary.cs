using System.Runtime.InteropServices;

namespace Hyperweave.Cli.Running;

/// <summary>
/// Eight bytes of this process that no guest may reach. A guest that is told where they are tries to read them at that
/// address of its own, and so measures how isolated it is.
/// </summary>
internal sealed class Canary : IDisposable
{
    private const long Content = 0x4341_4E41_5259_2121;
    private readonly nint _place = Marshal.AllocHGlobal(sizeof(long));

    public Canary() => Marshal.WriteInt64(_place, Content);

    /// <summary>The command line with "canary=HEX" at its end.</summary>
    public string AppendTo(string? commandLine) => $"{commandLine} canary={_place:X}".TrimStart();

    public void Dispose() => Marshal.FreeHGlobal(_place);
}
