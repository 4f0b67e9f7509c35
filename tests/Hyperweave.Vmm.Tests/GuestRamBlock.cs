using System.Runtime.InteropServices;
using System.Text;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Tests;

/// <summary>Plain memory as guest RAM.</summary>
internal sealed unsafe class GuestRamBlock : IDisposable
{
    private readonly void* _block;

    public GuestRamBlock(uint size)
    {
        _block = NativeMemory.AlignedAlloc(size, 4096);
        NativeMemory.Clear(_block, size);
        Memory = new GuestPhysicalMemory((byte*)_block, size);
    }

    public GuestPhysicalMemory Memory { get; }

    /// <summary>A zero-terminated string.</summary>
    public string Text(ulong physical)
    {
        var text = new StringBuilder();
        for (byte value; (value = Memory.Read<byte>(physical)) != 0; physical++) text.Append((char)value);
        return text.ToString();
    }

    public void Dispose() => NativeMemory.AlignedFree(_block);
}
