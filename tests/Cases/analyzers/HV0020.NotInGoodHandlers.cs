// only this rule
using System;
using System.Collections.Generic;
using Hyperweave.Guest;

static unsafe class Kernel
{
    private static readonly List<int> s_list = new(16);
    private static readonly object s_kept = new();
    private static readonly Action s_later = Main;
    private static ulong s_ticks;

    static void Main()
    {
        Interrupts.SetHandler(13, &Fatal);
        Interrupts.SetHandler(14, &PageFault);
        Interrupts.SetHandler(32, &Tick);
        Interrupts.SetSystemCallHandler(&SystemCall);
        Other.SetHandler(33, &NoHandler);
        Serial.WriteLine("up at " + s_ticks);
        Interrupts.SetHandler(33, null);
    }

    static void Tick(InterruptFrame* frame)
    {
        s_ticks++;
        var numbers = stackalloc ulong[4];
        numbers[0] = frame->Rip;
        Span<byte> text = stackalloc byte[8];
        text[0] = (byte)'0';
        ReadOnlySpan<byte> table = new byte[] { 1, 2, 3 };
        ReadOnlySpan<byte> more = [1, 2, 3];
        Platform.ConsoleWrite("tick"u8);
        Platform.ConsoleWrite(text);
        const string name = "a" + "b";
        const string other = $"{name}c";
        Serial.Write(other);
        var point = new Point(1, 2);
        var moved = point with { X = table[0] + more[0] };
        (int, int) pair = (moved.X, moved.Y);
        foreach (var item in s_list)
            s_ticks += (ulong)item + (ulong)pair.Item1;
        s_later();
        None();
        Timer.EndOfInterrupt(32);
        Func<int> never;
        lock_free(ref s_ticks);

        static void lock_free(ref ulong counter) => System.Threading.Interlocked.Increment(ref counter);
    }

    static void None(params int[] numbers) { }

    static void PageFault(InterruptFrame* frame)
    {
        if (Cpu.ReadCr2() == 0)
            Panic.Stop("null at " + frame->Rip.ToString());
        if (frame->ErrorCode > 7)
        {
            var message = "error " + frame->ErrorCode;
            Panic.Stop(message);
        }

        if (s_kept is null)
            Stop(frame->Rip);
    }

    static void Fatal(InterruptFrame* frame)
    {
        Serial.WriteLine($"general protection at {frame->Rip}");
        while (true)
            Cpu.Hlt();
    }

    static void Stop(ulong rip)
    {
        Serial.WriteLine($"stopped at {rip}");
        Platform.Shutdown(1);
    }

    static void SystemCall(InterruptFrame* frame) => frame->Rax = (ulong)new object().GetHashCode();

    static void NoHandler(InterruptFrame* frame) => _ = new object();
}

static unsafe class Other
{
    public static void SetHandler(byte vector, delegate*<InterruptFrame*, void> handler) { }
}

readonly record struct Point(int X, int Y);
