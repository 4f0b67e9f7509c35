using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Hyperweave.Guest;

// model
public static class Kernel
{
    public static void Main()
    {
        Device device = new Uart();
        device.Send<int>(65);
        device.Send("B");
        Static<First>(1);
        Static<Second>(2);
        new Box<long>(7).Write();
        Local(3);
        new Defaulted().Call();
        Port.Out8(0x84, Sum<byte>([1, 2, 3])); // -> out8
        foreach (var value in new[] { 1, 2 }.Select(value => Port.In8((ushort)value))) // -> in8
            Port.Out8(0x85, value); // -> out8
        var written = new List<byte> { 1, 2 };
        written.ForEach(static value => Port.Out8(0x86, value)); // -> out8

        static void Local<T>(T value) => Port.Out8(0x87, (byte)typeof(T).Name.Length); // -> out8
    }

    private static void Static<T>(byte value) where T : IChannel
    {
        T.Write(value);
        T.Write((byte)(T.Number + value));
    }

    private static T Sum<T>(ReadOnlySpan<T> values) where T : struct, INumber<T>
    {
        var sum = T.Zero;
        foreach (var value in values)
        {
            Cpu.Pause(); // -> pause
            sum += value;
        }

        return sum;
    }

    private interface IChannel
    {
        static abstract int Number { get; }
        static abstract void Write(byte value);
    }

    private readonly struct First : IChannel
    {
        public static int Number => Port.In8(0x90); // -> in8
        public static void Write(byte value) => Port.Out8(0x91, value); // -> out8
    }

    private sealed class Second : IChannel
    {
        public static int Number => 4;
        static void IChannel.Write(byte value) => Port.Out8(0x92, value); // -> out8
    }

    private abstract class Device
    {
        public abstract void Send<T>(T value);
    }

    private sealed class Uart : Device
    {
        public override void Send<T>(T value)
        {
            if (value is int number)
                Port.Out8(0x3F8, (byte)number); // -> out8
            else
                Port.Out8(0x3F9, (byte)value!.ToString()![0]); // -> out8
        }
    }

    private sealed class Box<T>(T value) where T : IConvertible
    {
        public void Write() => Port.Out8(0x93, value.ToByte(null)); // -> out8
    }

    private interface IDefaulted
    {
        void Write() => Port.Out8(0x94, 1); // -> out8
    }

    private sealed class Defaulted : IDefaulted
    {
        public void Call() => ((IDefaulted)this).Write();
    }
}
