// file notes.txt: this is no row
// file Kernel.Operations.txt: // nothing yet
static class Kernel
{
    static void Main() { }
}
