static unsafe class Program
{
    static void Main() => ((delegate* unmanaged<void>)0x1000)();
}
