using System.Runtime.InteropServices;
using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Operations;

/// <summary>The guest's stacks, as operations push and pop on them: all reads first, RSP moved by the caller last.</summary>
public sealed unsafe class GuestStack(CpuState* cpu, GuestVirtualMemory memory)
{
    private bool Is64Bit => ProcessorMode.Is64Bit(*cpu);

    /// <summary>Reads values from RSP up.</summary>
    /// <param name="size">2, 4 or 8 bytes each.</param>
    /// <param name="skip">Bytes above RSP to begin at.</param>
    public void Peek(Span<ulong> values, int size, int skip = 0)
    {
        Span<byte> bytes = stackalloc byte[values.Length * size];
        memory.Read(Linear(cpu->Ss, Wrap(cpu->Ss, cpu->Rsp + (ulong)skip, Is64Bit), bytes.Length, write: false, Is64Bit, 0), bytes, memory.CurrentRights);
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
    public void Push(ulong value, int size) =>
        cpu->Rsp = Push(cpu->Ss, cpu->Rsp, [value], size, Is64Bit, memory.CurrentRights);

    /// <summary>Pushes values, the first one first, on a stack that need not be the current one.</summary>
    /// <param name="wide">A stack of 64-bit code: no segment, no limit.</param>
    /// <param name="errorCode">Of #SS where there is no room.</param>
    /// <returns>The new stack pointer; RSP is as before.</returns>
    public ulong Push(in Segment stack, ulong pointer, ReadOnlySpan<ulong> values, int size, bool wide, AccessKind rights, uint errorCode = 0)
    {
        foreach (ulong value in values)
        {
            pointer = Wrap(stack, pointer - (ulong)size, wide);
            memory.Write(Linear(stack, pointer, size, write: true, wide, errorCode), new ReadOnlySpan<byte>(&value, size), rights);
        }
        return pointer;
    }

    /// <summary>Moves RSP up past values that have been read.</summary>
    public void Drop(int bytes) => cpu->Rsp = Wrap(cpu->Ss, cpu->Rsp + (ulong)bytes, Is64Bit);

    /// <summary>A stack pointer as this stack keeps it: with SS.B clear only SP moves.</summary>
    private ulong Wrap(in Segment stack, ulong pointer, bool wide) => wide ? pointer
        : IsBig(stack) ? (uint)pointer
        : cpu->Rsp & ~0xFFFFUL | (ushort)pointer;

    private static ulong Offset(in Segment stack, ulong pointer) => IsBig(stack) ? (uint)pointer : (ushort)pointer;

    private static bool IsBig(in Segment stack) => (stack.Attributes & ProcessorMode.DefaultBig) != 0;

    private static ulong Linear(in Segment stack, ulong offset, int length, bool write, bool wide, uint errorCode)
    {
        bool reaches = wide ? ProcessorMode.IsCanonical(offset) : SegmentRights.Allows(stack, Offset(stack, offset), length, write);
        if (!reaches) throw GuestFaultException.StackFault(errorCode);
        return wide ? offset : (uint)(stack.Base + Offset(stack, offset));
    }
}
