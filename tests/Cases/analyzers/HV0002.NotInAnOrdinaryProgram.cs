using System.Runtime.Intrinsics.X86;

static class Program
{
    static void Main()
    {
        if (X86Base.IsSupported)
            _ = X86Base.CpuId(0, 0);
    }
}
