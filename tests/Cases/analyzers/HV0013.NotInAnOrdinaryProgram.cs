// only this rule
using Hyperweave.Guest;

static class Program
{
    static void Main(byte[] data)
    {
        foreach (var value in data)
            Port.Out8(0xE9, value);
    }
}
