// operations: M:Device.Write(System.Byte,System.Byte);out8
// operations: M:Register.Write(System.Byte,System.Byte);out8
// operations: M:Bus`1.Stop;cli
// operations: M:Shape.Virtual;cli
// operations: M:Device.Byte(System.Int64);in8
using System;

public static class Kernel
{
    public static void Main()
    {
        var device = new Device();
        device.Write(0x80, 1); // -> out8
        var register = default(Register);
        register.Write(0x81, 2); // -> out8
        Action<byte, byte> write = device.Write; // -> out8
        write(0x82, 3);
        Console.WriteLine(device.Byte(-1)); // -> in8
        new Bus<int>().Stop(); // ! HV0101
    }

    public static Action Later(Shape shape) => shape.Virtual; // ! HV0101
}

public sealed class Device
{
    public void Write(byte port, byte value) => throw new NotSupportedException();
    public long Byte(long port) => throw new NotSupportedException();
}

public struct Register
{
    public int Count;
    public void Write(byte port, byte value) => Count++;
}

public sealed class Bus<T>
{
    public void Stop() => throw new NotSupportedException(typeof(T).Name);
}

public class Shape
{
    public virtual void Virtual() => throw new NotSupportedException();
}
