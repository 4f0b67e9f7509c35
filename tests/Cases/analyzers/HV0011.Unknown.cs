// guest
using System;
using System.Runtime.InteropServices;

public static unsafe class Kernel
{
    static delegate* unmanaged<void> entry;
    static nint service;

    public static void Main(byte* memory, byte[] loaded)
    {
        [|((delegate* unmanaged<void>)0x1000)()|];
        [|((delegate* unmanaged<void>)memory)()|];
        [|entry()|];
        service = Find("shutdown");
        [|((delegate* unmanaged[Cdecl]<int, void>)service)(0)|];
        fixed (byte* code = loaded)
            [|((delegate* unmanaged<void>)code)()|];
        var run = [|Marshal.GetDelegateForFunctionPointer<Action>((nint)memory)|];
        fixed (byte* code = Patched())
            [|((delegate* unmanaged<void>)code)()|];
    }

    public static void Call(delegate* unmanaged<void> code) => [|code()|];

    public static void Proxy() => [|((delegate* unmanaged<void>)Resolve(null, 0))()|];

    [DllImport("*")] static extern void* get_rsp();

    static void* Resolve(byte* name, nint ordinal) => get_rsp();

    static nint Find(string name) => name.Length;

    static byte[] Patched() => [(byte)Environment.TickCount, 0xC3];
}
