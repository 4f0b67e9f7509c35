// guest
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static unsafe class Kernel
{
    const ushort Disk = 0x1F0;

    [DllImport("*")] static extern void outb(ushort port, byte value);
    [DllImport("*", EntryPoint = "_native_io_write_word")] static extern void WriteWord(ushort port, ushort value);

    static void Main(byte[] data, ushort[] sector, string text)
    {
        for (var i = 0; i < data.Length; i++)
            [|{|HV0001:Port.Out8(0xE9, data[i])|}|];
        for (var i = 0; i < 256; i++)
            [|{|HV0001:WriteWord(Disk, sector[i])|}|];
        foreach (var character in text)
        {
            if (character != '\r')
                [|{|HV0001:outb(0xE9, (byte)char.ToLower(character))|}|];
        }

        var index = 0;
        while (index < 10)
        {
            [|{|HV0001:Port.Out32(0x514, (uint)index)|}|];
            index++;
        }

        [|{|HV0001:outb(0xE9, 1)|}|];
        {|HV0001:outb(0xE9, 2)|};
        {|HV0001:outb(0xE9, 3)|};

        [|{|HV0001:Port.Out8(0x3D4, 0x0F)|}|];
        {|HV0001:Port.Out8(0x3D5, 0x10)|};
        [|{|HV0001:Port.Out8(0x3D4, 0x0E)|}|];
        {|HV0001:Port.Out8(0x3D5, 0x20)|};
    }
}
