// apply: one, Declare 'hash_block' as innocuous
using System.Runtime.InteropServices;

static class Asm
{
    [DllImport("*")] public static extern void hash_block(nint block);

    public static void Hash() => hash_block(0);
}
// ---- Case/Kernel.Operations.txt
// what boot.asm holds
load_gdt_flush;lgdt
hash_block;innocuous
