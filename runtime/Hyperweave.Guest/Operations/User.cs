namespace Hyperweave.Guest;

/// <summary>What user-mode code may call.</summary>
[NativeForm]
public static class User
{
    /// <summary>
    /// SYSCALL with the number in RDI and the arguments in RSI, RDX, R10 and R8, the kernel's answer in RAX. The code of
    /// this method runs in ring 3: the pages of the image's text must be readable there.
    /// </summary>
    public static long SystemCall(ulong number, ulong a, ulong b, ulong c, ulong d) => Native.Syscall(number, a, b, c, d);
}
