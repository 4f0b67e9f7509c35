using System.Runtime.InteropServices;

static class Kernel
{
    [DllImport("*", EntryPoint = "_native_cpu_disable_interrupts")] static extern void Disable();

    static void Main() => {|HV0001:Disable()|};
}
