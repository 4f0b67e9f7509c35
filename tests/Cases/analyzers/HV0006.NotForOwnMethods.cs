static class Kernel
{
    static void Main() => Pause();

    static void Pause() { }
}
