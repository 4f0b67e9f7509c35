using System.Runtime.InteropServices;

namespace Hyperweave.Guest;

/// <summary>
/// The 64-bit task-state segment (Intel SDM 3A 7.7): 104 bytes that tell the processor which stack to take when a trap
/// comes from user mode (RSP0), and for the double fault (IST1), whose own stack may be broken.
/// </summary>
public static unsafe class TaskState
{
    internal const int Size = 104;
    internal const int Rsp0Offset = 4;
    internal const int Ist1Offset = 36;
    internal const int IoMapBaseOffset = 102;
    internal const byte DoubleFaultStackIndex = 1;
    private const int DoubleFaultStackBytes = 4096;

    private static Storage s_storage;
    private static Stack s_doubleFaultStack;

    internal static ulong Address
    {
        get
        {
            fixed (Storage* start = &s_storage)
                return (ulong)start;
        }
    }

    internal static void Initialize()
    {
        fixed (Stack* stack = &s_doubleFaultStack)
            Build((byte*)Address, ((ulong)stack + DoubleFaultStackBytes) & ~15UL);
    }

    internal static void Build(byte* segment, ulong doubleFaultStack)
    {
        *(ulong*)(segment + Ist1Offset) = doubleFaultStack;
        // An I/O map base behind the limit means: no map, so that no port is open to ring 3.
        *(ushort*)(segment + IoMapBaseOffset) = Size;
    }

    internal static void SetKernelStack(ulong top) => *(ulong*)(Address + Rsp0Offset) = top;

    [StructLayout(LayoutKind.Sequential)]
    private struct Storage
    {
        internal fixed byte Bytes[Size];
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Stack
    {
        internal fixed byte Bytes[DoubleFaultStackBytes];
    }
}
