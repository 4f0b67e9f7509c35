using Hyperweave.Guest;

static class Kernel
{
    static void Main() => {|HV0001:Cpu.StiHlt()|};
}
