using Hyperweave.Guest;

[NativeForm]
static class Native
{
    static void Both()
    {
        Cpu.Cli();
        Nested.Sti();
    }

    static class Nested
    {
        public static void Sti() => Cpu.Sti();
    }
}
