// guest
// only this rule
using Hyperweave.Guest;

static class Kernel
{
    static void Main(byte[] data, ushort port)
    {
        foreach (var value in data)
        {
            while ((Port.In8(0x3FD) & 0x20) == 0) { }
            Port.Out8(0x3F8, value);
        }

        foreach (var value in data)
        {
            Wait();
            Port.Out8(0x3F8, value);
        }

        foreach (var value in data)
            Port.Out8(0x3F8, (byte)(value | Port.In8(0x3FD)));
        foreach (var value in data)
            Port.Out8(port, value);
        while (true)
        {
            Port.Out8(0x3F8, 0);
            if (data.Length == 0)
                break;
        }

        foreach (var value in data)
            Port.Out8(0x80, value);
        foreach (var value in data)
        {
            System.Action later = () => Port.Out8(0x3F8, value);
        }

        Port.Out8(0x20, 0x11);
        Port.Out8(0x21, 0x20);
        Port.Out8(0x21, 0x04);
        Port.Out8(0x3F8, data);
        Port.Out8(0x3FF, 1);
        Port.Out8(0x3FF, (byte)(Port.In8(0x3FF) + 1));
        Port.Out8(0x3FF, (byte)(Port.In8(0x3FF) + 1));
    }

    static void Wait() { }
}
