// apply: document
using System.Runtime.InteropServices;

static class Asm
{
    [DllImport("*")] public static extern ulong kernel_read_cr3();
    [DllImport("*")] public static extern void AsmDisableInterrupts();
    [DllImport("*")] public static extern void frobnicate();
    [DllImport("*")] public static extern ulong MyRdmsr(uint index);

    public static void Use()
    {
        kernel_read_cr3();
        MyRdmsr(0x1B);
        kernel_read_cr3();
        AsmDisableInterrupts();
        frobnicate();
    }
}
// ---- Case/Second.cs
static class Second
{
    public static ulong Read() => Asm.MyRdmsr(0x10);
}
// ---- Case/Kernel.Operations.txt
load_gdt_flush;lgdt
kernel_read_cr3;read-cr3
MyRdmsr;rdmsr
AsmDisableInterrupts;cli
