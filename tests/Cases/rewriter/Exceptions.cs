using System;
using System.Collections.Generic;
using Hyperweave.Guest;

// model
public static class Kernel
{
    private static readonly object gate = new();

    public static void Main()
    {
        for (var kind = 0; kind < 5; kind++)
            Port.Out8(0x84, (byte)Throw(kind)); // -> out8
        try
        {
            foreach (var value in Failing())
                Port.Out8(0x85, value); // -> out8
        }
        catch (Exception)
        {
            Port.Out8(0x86, 0); // -> out8
        }

        lock (gate)
            Cpu.Pause(); // -> pause
        Rethrow();
        Leave();
    }

    private static int Throw(int kind)
    {
        try
        {
            try
            {
                Cpu.Cli(); // -> cli
                switch (kind)
                {
                    case 0: return Port.In8(0x87); // -> in8
                    case 1: throw new ArgumentException("1");
                    case 2: throw new InvalidOperationException("2");
                    case 3: throw new FormatException("3");
                    default: goto done;
                }
            }
            catch (ArgumentException failure) when (Filter(failure))
            {
                Port.Out8(0x88, 1); // -> out8
            }
            catch (InvalidOperationException failure) when (!Filter(failure) || Port.In8(0x89) == 0x5A) // -> in8
            {
                Port.Out8(0x88, 2); // -> out8
                return 12;
            }
            finally
            {
                Cpu.Sti(); // -> sti
            }
        }
        catch (Exception)
        {
            Port.Out8(0x88, 3); // -> out8
            return 13;
        }
        finally
        {
            Port.Out8(0x8A, (byte)kind); // -> out8
        }

    done:
        return Port.In8(0x8B) + kind; // -> in8
    }

    private static bool Filter(Exception failure)
    {
        Port.Out8(0x8C, (byte)failure.Message[0]); // -> out8
        return true;
    }

    // An iterator's Dispose runs in a fault handler of MoveNext.
    private static IEnumerable<byte> Failing()
    {
        try
        {
            try
            {
                yield return Port.In8(1); // -> in8
                if (Port.In8(2) == 0x5A) // -> in8
                    throw new InvalidOperationException();
                yield return 2;
            }
            finally
            {
                Cpu.Cli(); // -> cli
            }
        }
        finally
        {
            Cpu.Sti(); // -> sti
        }
    }

    private static void Rethrow()
    {
        try
        {
            try
            {
                throw new TimeoutException();
            }
            catch (TimeoutException)
            {
                Port.Out8(0x8D, 1); // -> out8
                throw;
            }
        }
        catch (TimeoutException)
        {
            Port.Out8(0x8D, 2); // -> out8
        }
    }

    private static void Leave()
    {
        for (var round = 0; ; round++)
        {
            try
            {
                Cpu.Cli(); // -> cli
                if (round == 1)
                    continue;
                if (round == 2)
                    break;
                Port.Out8(0x8E, (byte)round); // -> out8
            }
            finally
            {
                Cpu.Sti(); // -> sti
            }
        }
    }
}
