// guest
using System;

static unsafe class Kernel
{
    static ReadOnlySpan<byte> Code =>
    [
        0xFA,                   // cli
        0x90,                   // nop
        0xB0, 0x20,             // mov al, 20h
        0xE6, 0x20,             // out 20h, al
        0xFB,                   // sti
        0xC3,                   // ret
    ];

    static ReadOnlySpan<byte> Broken => [0x90, 0x0F, 0xFF];

    static ReadOnlySpan<byte> Harmless => [0x48, 0x01, 0xF7, 0x48, 0x89, 0xF8, 0xF3, 0x90, 0xC3];

    static void Main()
    {
        fixed (byte* code = Code)
            ([|[|[|(delegate* unmanaged<void>)code|]|]|])();
        fixed (byte* code = Broken)
            ([|(delegate* unmanaged<void>)code|])();
        fixed (byte* code = Harmless)
            ((delegate* unmanaged<void>)code)();
    }
}
