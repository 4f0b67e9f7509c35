using System;
using System.Runtime.CompilerServices;
using Hyperweave.Guest;

// model
public static unsafe class Kernel
{
    private static readonly byte[] data = [1, 2, 3, 4];

    public static void Main()
    {
        using (new Masked(out var entered))
            Port.Out8(0x84, entered); // -> out8
        ref var last = ref Last(data);
        last = Port.In8(0x85); // -> in8
        fixed (byte* pinned = data)
        fixed (char* text = "A")
        {
            Port.Out8(0x86, pinned[3]); // -> out8
            Port.Out16(0x86, *text); // -> out16
        }

        var stack = stackalloc byte[4];
        Span<byte> span = stackalloc byte[] { 5, Port.In8(0x87) }; // -> in8
        stack[0] = 9;
        Port.Out8(0x88, span); // -> outs8
        Port.Out8(0x88, new ReadOnlySpan<byte>(stack, 1)); // -> outs8
        var holder = new Holder(ref data[0]);
        holder.Value = 0x42;
        Port.Out8(0x89, data[0]); // -> out8
        ref readonly var constant = ref Unsafe.AsRef(in data[1]);
        Port.Out8(0x8A, constant == 2 ? (byte)1 : (byte)0); // -> out8
        (byte low, byte high) = (Port.In8(1), Port.In8(2)); // -> in8
        Port.Out16(0x8B, (ushort)(low | high << 8)); // -> out16
        Port.Out8(0x8C, data is [var first, .., var end] ? (byte)(first ^ end) : (byte)0); // -> out8
    }

    private static ref byte Last(Span<byte> bytes)
    {
        Cpu.Pause(); // -> pause
        return ref bytes[^1];
    }

    private ref struct Masked
    {
        private readonly InterruptState state;

        public Masked(out byte entered)
        {
            state = Cpu.SaveAndDisable(); // -> save-and-disable
            entered = 1;
        }

        public void Dispose() => Cpu.Restore(state); // -> restore-interrupts
    }

    private readonly ref struct Holder(ref byte place)
    {
        private readonly ref byte place = ref place;

        public byte Value
        {
            set => place = (byte)(value + Port.In8(0x8D)); // -> in8
        }
    }
}
