// log:
public static class Kernel
{
    public static void Main()
    {
        System.GC.KeepAlive(new object());
    }
}
