namespace Hyperweave.Vmm.Host;

/// <summary>
/// The memory at GS base while a virtual processor runs: <see cref="CpuState"/>, then the words of
/// <see cref="ContextLayout"/>, the poll page and the engine's own area. GS base is free in a .NET process on Linux
/// (FS belongs to the C library), and WRGSBASE sets it without a system call.
/// </summary>
internal sealed unsafe class ProcessorContext : IDisposable
{
    private const uint DefaultMxcsr = 0x1F80;
    private const ushort DefaultControlWord = 0x037F;
    private readonly ulong _size;
    private bool _disposed;

    /// <param name="engineBytes">Size of the engine's area, a multiple of 4 KiB; it costs memory only where it is touched.</param>
    /// <exception cref="HostException">The host has no such range free.</exception>
    internal ProcessorContext(ulong engineBytes = 0)
    {
        _size = ContextLayout.Engine + engineBytes;
        Base = Memory.Allocate(_size);
        Memory.Protect((ulong)Base + ContextLayout.TurnsPage, 4096, Protection.None);
        Word(ContextLayout.Rflags) = 2;
        *(uint*)(Base + ContextLayout.Mxcsr) = DefaultMxcsr;
        *(ushort*)Cpu->Fxsave = DefaultControlWord;
    }

    internal byte* Base { get; }

    internal CpuState* Cpu => (CpuState*)Base;

    /// <summary>The word at an offset of <see cref="ContextLayout"/>.</summary>
    internal ref ulong Word(int offset) => ref *(ulong*)(Base + offset);

    /// <summary>Takes access to the poll page away, or gives it back. From any thread.</summary>
    internal void ProtectPollPage(bool readable) =>
        Memory.Protect((ulong)Base + ContextLayout.PollPage, 4096, readable ? Protection.Read : Protection.None);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Memory.Free(Base, _size);
    }
}
