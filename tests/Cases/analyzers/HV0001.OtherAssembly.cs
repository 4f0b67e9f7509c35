// guest
// only this rule
// file Kernel.Operations.txt: M:Lib.Serial.Write(System.Byte);out8
using System;
using Lib;

static class Kernel
{
    static void Main()
    {
        // The library's metadata says that these are externs.
        [|Native.Cli()|];
        [|Native.outb(0x80, 0)|];
        Action enable = [|Native.Sti|];
        _ = [|Native.Cr3|];
        // This one wraps an extern in IL: a row of the user's own names it.
        [|Serial.Write(0x41)|];
        // Without a row only the library's own build can tell: its IL has the site.
        Serial.WriteLine();
        _ = nameof(Native.Cli);
    }
}

// library
using System.Runtime.InteropServices;

namespace Lib
{
    public static class Native
    {
        [DllImport("*")] public static extern void Cli();
        [DllImport("*", EntryPoint = "sti")] public static extern void Sti();
        [DllImport("*")] public static extern void outb(ushort port, byte value);
        public static extern ulong Cr3 { [DllImport("*", EntryPoint = "read_cr3")] get; }
    }

    public static class Serial
    {
        public static void Write(byte value) => Native.outb(0x3F8, value);

        public static void WriteLine() => Write(10);
    }
}
