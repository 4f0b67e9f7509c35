using System.Runtime.InteropServices;

namespace Hyperweave.Vmm.Tests;

/// <summary>A processor's state in memory of its own.</summary>
internal sealed unsafe class CpuBlock : IDisposable
{
    public CpuBlock()
    {
        Cpu = (CpuState*)NativeMemory.AlignedAlloc((nuint)sizeof(CpuState), 4096);
        *Cpu = default;
    }

    public CpuState* Cpu { get; }

    public void Dispose() => NativeMemory.AlignedFree(Cpu);
}
