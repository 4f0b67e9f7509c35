static unsafe class Program
{
    static void Main() => *(ushort*)0xB8000 = 0;
}
