// guest
// only this rule
// file Hyperweave.CoreLib.api.txt: M:System.Action.Invoke
// file Hyperweave.CoreLib.api.txt: F:System.ValueTuple`4.Item1
using System;
using System.Runtime.Intrinsics.X86;

static class Kernel
{
    static int Main()
    {
        Action pause = X86Base.Pause;
        pause();
        (int Highest, int B, int C, int D) named = X86Base.CpuId(0, 0);
        return X86Base.CpuId(1, 0).Eax + named.Highest;
    }
}
