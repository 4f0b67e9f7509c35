// file Kernel.Operations.txt: my_cli;cli
// file Kernel.Operations.txt:   my_sti;stii
static class Kernel
{
    static void Main() { }
}
