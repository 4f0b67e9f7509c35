// guest
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

static unsafe class Kernel
{
    [DllImport("*")] static extern void frobnicate();
    [DllImport("libc")] static extern int getpid();
    [MethodImpl(MethodImplOptions.InternalCall)] static extern void Internal();

    static void Main()
    {
        [|frobnicate()|];
        [|getpid()|];
        [|Internal()|];
        System.Action later = [|frobnicate|];
    }
}
