using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Hyperweave.Guest;

// model
public static class Kernel
{
    public static void Main() => Run().GetAwaiter().GetResult();

    private static async Task Run()
    {
        Cpu.Cli(); // -> cli
        await Task.Yield();
        var sum = 0;
        await foreach (var value in Values(3))
        {
            Port.Out8(0x84, (byte)value); // -> out8
            sum += value;
        }

        await using (new Scope())
            Port.Out16(0x84, (ushort)sum); // -> out16
        try
        {
            await Fail(await Read());
        }
        catch (InvalidOperationException failure) when (failure.Message.Length == Port.In8(0x85) - 0x55) // -> in8
        {
            await Task.Yield();
            Port.Out8(0x86, 1); // -> out8
        }
        finally
        {
            await Task.Yield();
            Cpu.Sti(); // -> sti
        }

        Func<byte, Task<byte>> later = async value =>
        {
            await Task.Yield();
            Port.Out8(0x87, value); // -> out8
            return Port.In8(value); // -> in8
        };
        Port.Out8(0x88, await later(3)); // -> out8
        foreach (var step in Steps())
            Port.Out8(0x89, (byte)step); // -> out8
        foreach (var step in Steps())
        {
            if (step == 1)
                break;
        }
    }

    private static async IAsyncEnumerable<int> Values(int count)
    {
        for (var value = 0; value < count; value++)
        {
            Cpu.Pause(); // -> pause
            await Task.Yield();
            yield return value;
        }
    }

    private static async ValueTask<byte> Read()
    {
        await Task.Yield();
        return Port.In8(0x60); // -> in8
    }

    private static async Task Fail(byte value)
    {
        await Task.Yield();
        throw new InvalidOperationException(value == Port.In8(0x61) ? "right" : "wrong one"); // -> in8
    }

    private static IEnumerable<int> Steps()
    {
        try
        {
            Cpu.Cli(); // -> cli
            yield return 1;
            Port.Out8(0x8A, 1); // -> out8
            yield return 2;
        }
        finally
        {
            Cpu.Sti(); // -> sti
        }
    }

    private readonly struct Scope : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            Cpu.Pause(); // -> pause
        }
    }
}
