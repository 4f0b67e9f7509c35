// guest
using System;
using Hyperweave.Guest;

static unsafe class Kernel
{
    const ulong HigherHalf = 0xFFFF_8000_0000_0000;

    static void Main(byte* memory, ulong physical)
    {
        var pointer = (byte*)0x200000;
        *(ulong*)(HigherHalf + physical) = 1;
        memory[0xB8000] = 0;
        *(byte*)((ulong)memory + 0x400) = 0;
        byte* nothing = null;
        var number = 0xB8000;
        Reserve(0xB8000, 0x8000);
        if (memory == (byte*)0xB8000)
            return;
        var moved = 0xB8000UL;
        moved = physical;
        *(byte*)moved = 1;
        ulong filled = 0xFEE00000;
        Fill(ref filled);
        *(byte*)filled = 1;
    }

    static void Reserve(ulong address, ulong size) { }

    static void Fill(ref ulong address) => address = 0x200000;
}

[NativeForm]
static unsafe class Bare
{
    public static void Write() => *(ushort*)0xB8000 = 0x0741;
}
