// guest
using System;
using System.Runtime.InteropServices;

static unsafe class Kernel
{
    static readonly byte[] Add = [0x48, 0x8D, 0x04, 0x37, 0xC3];

    static delegate* unmanaged<void> handler = &Handle;

    static void Main(bool fast)
    {
        handler();
        handler = null;
        Call(&Handle);
        delegate*<void> managed = &Managed;
        managed();
        ((delegate* unmanaged<void>)(fast ? &Handle : &Other))();
        fixed (byte* code = Add)
            _ = ((delegate* unmanaged<ulong, ulong, ulong>)code)(1, 2);
        Action action = Managed;
        ((delegate* unmanaged<void>)Marshal.GetFunctionPointerForDelegate(action))();

        static void Call(delegate* unmanaged<void> code) => code();
    }

    [UnmanagedCallersOnly]
    static void Handle() { }

    [UnmanagedCallersOnly]
    static void Other() { }

    static void Managed() { }
}
