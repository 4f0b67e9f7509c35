using System;

static unsafe class Program
{
    static ReadOnlySpan<byte> Code => [0xFA, 0xC3];

    static void Main()
    {
        fixed (byte* code = Code)
            ((delegate* unmanaged<void>)code)();
    }
}
