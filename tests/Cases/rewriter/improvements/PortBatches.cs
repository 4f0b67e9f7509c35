using System;
using Hyperweave.Guest;

// only: batch-ports
// observed: out:3f9:0 out:3fb:80 out:3f8:1 out:3f9:0 out16:1ce:4 out32:cf8:80000000 out:70:a in:71 out:70:5a out:3f8:1 out:3f8:2 out:3f8:9 out:3f8:7 out:3f8:8 out:3f8:ff out:60:0 out:61:1 out:62:2 out:63:3 out:64:4 out:65:5 out:66:6 out:67:7 out:68:8 out:69:9 out:6a:a out:6b:b out:6c:c out:6d:d out:6e:e out:6f:f out:70:10 out:71:11
// exits: 33 -> 12
public sealed class Kernel
{
    private readonly ushort port = 0x3F8;
    private byte divisor = 1;

    public static void Main()
    {
        new Kernel().Uart();
        Chip();
        Branches(1);
        Exceptions();
        Many();
    }

    private void Uart()
    {
        Port.Out8((ushort)(port + 1), 0); // => batch-ports
        Port.Out8((ushort)(port + 3), 0x80); // => batch-ports
        Port.Out8(port, divisor); // => batch-ports
        Port.Out8((ushort)(port + 1), (byte)(divisor >> 8)); // => batch-ports
        Port.Out16(0x1CE, 4); // => batch-ports
        Port.Out32(0xCF8, 0x8000_0000); // => batch-ports
    }

    private static void Chip()
    {
        Port.Out8(0x70, 10); // =| Port.In8 is called before the next port write
        Port.Out8(0x70, Port.In8(0x71)); // =| no port write follows it
    }

    private static void Branches(int value)
    {
        Port.Out8(0x3F8, (byte)value); // =| may fail, branch or have an effect
        for (var index = 2; index < 3; index++)
            Port.Out8(0x3F8, (byte)index); // =| before the next port write
        Port.Out8(0x3F8, 9); // =| no port write follows it
    }

    private static void Exceptions()
    {
        try
        {
            Port.Out8(0x3F8, 7); // =| before the next port write
            var zero = 0;
            Port.Out8(0x3F8, (byte)(8 / (Environment.TickCount64 >= 0 ? 1 : zero))); // =| before the next port write
        }
        finally
        {
            Port.Out8(0x3F8, 0xFF); // =| no port write follows it
        }
    }

    private static void Many()
    {
        Port.Out8(0x60, 0); // => batch-ports
        Port.Out8(0x61, 1); // => batch-ports
        Port.Out8(0x62, 2); // => batch-ports
        Port.Out8(0x63, 3); // => batch-ports
        Port.Out8(0x64, 4); // => batch-ports
        Port.Out8(0x65, 5); // => batch-ports
        Port.Out8(0x66, 6); // => batch-ports
        Port.Out8(0x67, 7); // => batch-ports
        Port.Out8(0x68, 8); // => batch-ports
        Port.Out8(0x69, 9); // => batch-ports
        Port.Out8(0x6A, 10); // => batch-ports
        Port.Out8(0x6B, 11); // => batch-ports
        Port.Out8(0x6C, 12); // => batch-ports
        Port.Out8(0x6D, 13); // => batch-ports
        Port.Out8(0x6E, 14); // => batch-ports
        Port.Out8(0x6F, 15); // => batch-ports
        Port.Out8(0x70, 16); // => batch-ports
        Port.Out8(0x71, 17); // => batch-ports
    }
}
