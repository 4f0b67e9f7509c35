using System;
using Hyperweave.Guest;

namespace Kernel_1;

/// <summary>Times work and prints the lines that <c>hyperweave compare</c> reads; any other output is the kernel's own business.</summary>
internal static class Stopwatch
{
    private const int Rounds = 3;

    public static void Measure(string group, string name, int operations, Action work)
    {
        var times = new ulong[Rounds];
        Serial.WriteLine($"HW begin {group} {name} {Rounds * operations}");
        for (var round = 0; round < Rounds; round++)
            times[round] = Time(operations, work) / (ulong)operations;
        Array.Sort(times);
        Serial.WriteLine($"HW end {group} {name} ns {times[1]} {times[0]} {times[2]}");
    }

    private static ulong Time(int operations, Action work)
    {
        var start = Timer.Nanoseconds();
        for (var i = 0; i < operations; i++)
            work();
        return Timer.Nanoseconds() - start;
    }
}
