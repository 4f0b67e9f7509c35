using System.Runtime;
using System.Runtime.CompilerServices;

namespace Families.RuntimeImports;

/// <summary>Internal calls that name a symbol of this image.</summary>
internal static unsafe class Imports
{
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "inb")] internal static extern byte In8(ushort port);
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "inw")] internal static extern ushort In16(ushort port);
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "inl")] internal static extern uint In32(ushort port);
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("outb")] internal static extern void Out(ushort port, byte value);
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("outw")] internal static extern void Out(ushort port, ushort value);
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("outl")] internal static extern void Out(ushort port, uint value);
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "outsb")] internal static extern void OutString(ushort port, byte* data, nuint count);
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "io_wait")] internal static extern void Wait();
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "cli")] internal static extern void Disable();
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "sti")] internal static extern void Enable();
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "hlt")] internal static extern void Halt();
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "pushf")] internal static extern ulong Flags();
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "popf")] internal static extern void SetFlags(ulong value);
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "rdtsc")] internal static extern ulong Time();
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "read_cr3")] internal static extern ulong Space();
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "write_cr3")] internal static extern void SetSpace(ulong value);
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "read_cr8")] internal static extern ulong Priority();
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "write_cr8")] internal static extern void SetPriority(ulong value);
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "clts")] internal static extern void Clts();
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "wbinvd")] internal static extern void Wbinvd();
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "rdmsr")] internal static extern ulong Rdmsr(uint register);
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "wrmsr")] internal static extern void Wrmsr(uint register, ulong value);
}
