// guest
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

static unsafe class Kernel
{
    const uint Apic = 0xFEE00000;
    const uint EndOfInterrupt = 0xB0;
    static readonly ulong text = 0xB8000;
    static readonly IntPtr hpet = new IntPtr(0xFED00000);
    static byte* bios = [|(byte*)0xF0000|];

    static void Main(int row, int column)
    {
        *[|(ushort*)0xB8000|] = 0x0741;
        ([|(byte*)0xB8000u|])[row * 160 + column * 2] = 0x41;
        *(uint*)[|(void*)(Apic + EndOfInterrupt)|] = 0;
        *[|(ushort*)(text + 2)|] = 0x0742;
        *(ulong*)[|(void*)hpet|] = 1;
        var ioApic = 0xFEC00000UL;
        *[|(uint*)(ioApic + 0x10)|] = 0;
        *[|(ushort*)(0xB8000 + 2 * column)|] = 0x0743;
        *[|(ushort*)((ulong)(2 * column) + text)|] = 0x0743;
        var screen = new Span<ushort>([|(void*)0xB8000|], 80 * 25);
        ref var first = ref Unsafe.AsRef<ushort>([|(void*)0xB8000|]);
        ([|(Counter*)0xFED00000|])->Value = 0;
        var com1 = Marshal.ReadInt16([|(nint)0x400|]);
        Marshal.WriteByte([|new IntPtr(0xA0000)|], 1);
        Action later = () => *[|(byte*)0xB8000|] = 0;
        for (var pixel = [|(byte*)0xA0000|]; pixel < (byte*)0xAFA00; pixel++)
            *pixel = 0;
    }

    struct Counter
    {
        public ulong Value;
    }
}
