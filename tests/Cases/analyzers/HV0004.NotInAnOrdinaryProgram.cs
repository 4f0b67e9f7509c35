using System.Runtime.InteropServices;

static class Program
{
    [DllImport("libc")] static extern int getpid();

    static void Main() => getpid();
}
