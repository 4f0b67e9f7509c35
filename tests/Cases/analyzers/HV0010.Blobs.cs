// guest
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

static unsafe class Kernel
{
    const byte Sti = 0xFB;

    static ReadOnlySpan<byte> Disable => [0xFA, 0xC3];
    static ReadOnlySpan<byte> Enable { get { return new byte[] { Sti, 0xC3 }; } }
    static readonly byte[] Halt = { 0xF4, 0xC3 };
    static ReadOnlySpan<byte> Send => "nX"u8;
    static delegate* unmanaged<void> enable = [|(delegate* unmanaged<void>)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Enable))|];
    static byte* page;

    static void Main()
    {
        fixed (byte* code = Disable)
            ([|(delegate* unmanaged<void>)code|])();
        enable();
        fixed (byte* code = &Halt[0])
            ([|(delegate* unmanaged[Cdecl]<void>)code|])();
        byte* onStack = stackalloc byte[] { 0x0F, 0x22, 0xD8, 0xC3 };
        ([|(delegate* unmanaged<ulong, void>)onStack|])(0);
        fixed (byte* code = Send)
            ([|(delegate* unmanaged<byte*, int, ushort, void>)code|])(null, 0, 0);
        Copied();
        Run([0x66, 0xED, 0xC3]);
        var made = Make(new byte[] { 0x9C, 0x58, 0xC3 });
        _ = ([|(delegate* unmanaged<ulong>)made|])();
        var delegated = [|Marshal.GetDelegateForFunctionPointer<Action>(GCHandle.Alloc(Halt, GCHandleType.Pinned).AddrOfPinnedObject())|];
    }

    static void Copied()
    {
        page = Allocate();
        Disable.CopyTo(new Span<byte>(page, 4096));
        ([|(delegate* unmanaged<void>)page|])();
        var other = Allocate();
        Marshal.Copy(Halt, 0, (nint)other, Halt.Length);
        ([|(delegate* unmanaged<void>)other|])();
        var third = Allocate();
        for (var i = 0; i < Disable.Length; i++)
            third[i] = Disable[i];
        ([|(delegate* unmanaged<void>)third|])();
    }

    static void Run(ReadOnlySpan<byte> code)
    {
        fixed (byte* start = code)
            ([|(delegate* unmanaged<void>)start|])();
    }

    static void* Make(byte[] code)
    {
        var room = Allocate();
        fixed (byte* start = code)
            Buffer.MemoryCopy(start, room, 4096, code.Length);
        return room;
    }

    static byte* Allocate() => (byte*)Hyperweave.Guest.PageAllocator.Allocate();
}
