using System.Runtime.InteropServices;
using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Operations;

/// <summary>The guest's stack, as operations push and pop on it: all reads first, RSP moved by the caller last.</summary>
public sealed unsafe class GuestStack(CpuState* cpu, GuestVirtualMemory memory)
{
    /// <summary>Reads values from RSP up.</summary>
    /// <param name="size">2, 4 or 8 bytes each.</param>
    public void Peek(Span<ulong> values, int size)
    {
        Span<byte> bytes = stackalloc byte[values.Length * size];
        memory.Read(Linear(cpu->Rsp), bytes, memory.CurrentRights);
        for (int i = 0; i < values.Length; i++)
        {
            var part = bytes.Slice(i * size, size);
            values[i] = size switch
            {
                8 => MemoryMarshal.Read<ulong>(part),
                4 => MemoryMarshal.Read<uint>(part),
                _ => MemoryMarshal.Read<ushort>(part),
            };
        }
    }

    /// <summary>Pushes one value and moves RSP.</summary>
    public void Push(ulong value, int size)
    {
        ulong top = Wrap(cpu->Rsp - (ulong)size);
        memory.Write(Linear(top), new ReadOnlySpan<byte>(&value, size), memory.CurrentRights);
        cpu->Rsp = top;
    }

    /// <summary>Moves RSP up past values that have been read.</summary>
    public void Drop(int bytes) => cpu->Rsp = Wrap(cpu->Rsp + (ulong)bytes);

    private ulong Wrap(ulong pointer) => ProcessorMode.Is64Bit(*cpu) ? pointer
        : (cpu->Ss.Attributes & ProcessorMode.DefaultBig) != 0 ? (uint)pointer
        : cpu->Rsp & ~0xFFFFUL | (ushort)pointer;

    private ulong Linear(ulong pointer)
    {
        if (!ProcessorMode.Is64Bit(*cpu)) return (uint)(cpu->Ss.Base + pointer);
        return ProcessorMode.IsCanonical(pointer) ? pointer : throw GuestFaultException.StackFault();
    }
}
