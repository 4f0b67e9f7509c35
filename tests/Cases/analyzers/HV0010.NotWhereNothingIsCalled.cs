// guest
using System;
using Hyperweave.Guest;

static unsafe class Kernel
{
    static ReadOnlySpan<byte> Font => [0xFA, 0xFB, 0xF4, 0xC3];

    static byte* screen;

    static delegate* unmanaged<void> tick = &Tick;

    static void Main()
    {
        screen = (byte*)PageAllocator.Allocate();
        Font.CopyTo(new Span<byte>(screen, 4));
        fixed (byte* font = Font)
            Serial.Write(font[0] == 0 ? "0" : "1");
        tick();
    }

    [System.Runtime.InteropServices.UnmanagedCallersOnly]
    static void Tick() { }
}

[NativeForm]
static unsafe class Bare
{
    static ReadOnlySpan<byte> Code => [0xFA, 0xC3];

    public static void Disable()
    {
        fixed (byte* code = Code)
            ((delegate* unmanaged<void>)code)();
    }
}
