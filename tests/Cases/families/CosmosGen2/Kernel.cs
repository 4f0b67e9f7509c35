using Cosmos.Core;
using Families.CosmosGen2.Hal;
using static Cosmos.Core.IOPort;
using P = Cosmos.Core.IOPort;

namespace Families.CosmosGen2;

internal sealed class Kernel
{
    private const int Scratch = 0x3FF;

    private static readonly ulong s_started = CPU.GetCPUUptime(); // -> rdtsc

    private readonly CPU _cpu = new();
    private readonly SerialPort _serial = new(0x3F8);

    private static void Main() => new Kernel().Run();

    private void Run()
    {
        Lines.Send = _serial.Send;
        InterruptControllers.Mask = 0xFF;
        Lines.Is("controllers", InterruptControllers.Mask == 0xFF);
        Lines.Is("scratch", Names());
        Lines.Is("generic", Generic());
        Lines.Is("wrappers", Wrappers());
        Lines.Is("delegates", Delegates());
        Lines.Is("lambdas", Lambdas());
        Lines.Is("iterator", Iterated());
        Lines.Is("clock", Clock() >= 0x80);
        Lines.Is("interrupts", Interrupts());
        Lines.Is("time", s_started < CPU.GetCPUUptime()); // -> rdtsc
        Write32(0xF4, 0); // -> out32
        for (;;)
            _cpu.Halt(); // -> hlt
    }

    private static bool Names()
    {
        Write8(Scratch, 1); // -> out8
        P.Write8(Scratch, (byte)(P.Read8(Scratch) + 1)); // -> out8 in8
        IOPort.Write8(Scratch, (byte)(IOPort.Read8(Scratch) + 1)); // -> out8 in8
        global::Cosmos.Core.IOPort.Wait(); // -> port-delay
        return Read8(Scratch) == 3; // -> in8
    }

    private static bool Generic()
    {
        Write<DWord>(0xCF8, 0x8000_0000);
        Write<Word>(0xCFC, Read<Word>(0xCFC));
        return Read<DWord>(0xCF8) == 0x8000_0000 && Read<Word>(0xCFC) == 0x8086 && Read16(0xCFC) == (ushort)Read32(0xCFC); // -> in16 in32

        static uint Read<T>(int port) where T : IWidth<T> => T.Read(port);
        static void Write<T>(int port, uint value) where T : IWidth<T> => T.Write(port, value);
    }

    private bool Wrappers()
    {
        _serial.Writer(7)(0x77);
        return _serial.Reader(7)() == 0x77;
    }

    private static unsafe bool Delegates()
    {
        Action<int, byte> write = Write8; // -> out8
        Func<int, byte> read = P.Read8; // -> in8
        delegate*<int, byte> function = &Read8; // -> in8
        write(Scratch, 40);
        return read(Scratch) + function(Scratch) == 80;
    }

    private static bool Lambdas()
    {
        var sum = 0;
        foreach (Action step in (Action[])[() => Write8(Scratch, 6), () => sum += Read8(Scratch)]) // -> out8 in8
            step();
        return sum == 6;
    }

    private static bool Iterated()
    {
        var last = 0;
        foreach (var value in Squares())
            last = value;
        return last == 81;
    }

    private static IEnumerable<int> Squares()
    {
        for (var number = 0; number < 10; number++)
        {
            Write8(Scratch, (byte)(number * number)); // -> out8
            yield return Read8(Scratch); // -> in8
        }
    }

    private static byte Clock()
    {
        Write8(0x70, 0x0D); // -> out8
        return Read8(0x71); // -> in8
    }

    private static bool Interrupts()
    {
        CPU.EnableInterrupts(); // -> sti
        var first = CPU.DisableInterrupts(); // -> save-and-disable
        var second = CPU.DisableInterrupts(); // -> save-and-disable
        return first && !second;
    }
}
