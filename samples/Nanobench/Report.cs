using System;
using Hyperweave.Guest;

namespace Nanobench;

/// <summary>The lines that a program reads: every one begins with HW and stands alone.</summary>
internal static class Report
{
    private const ulong PicosecondsPerNanosecond = 1_000;
    private const ulong PicosecondsPerMillisecond = 1_000_000_000;

    /// <summary>HW begin GROUP NAME OPERATIONS, where the operations are those of all repetitions up to the end line.</summary>
    public static void Begin(Workload workload, Plan plan) =>
        Serial.WriteLine("HW begin " + workload.Group + " " + workload.Name + " " + (workload.Operations * workload.Repetitions(plan)).ToString());

    /// <summary>HW end GROUP NAME UNIT MEDIAN MIN MAX, of one operation; the times are picoseconds. In the median's place the 99th percentile, of a tail.</summary>
    public static void End(Workload workload, ulong[] times)
    {
        Sort(times);
        var isNano = workload.Group == "nano";
        var scale = isNano ? PicosecondsPerNanosecond : PicosecondsPerMillisecond;
        Serial.WriteLine("HW end " + workload.Group + " " + workload.Name + (isNano ? " ns " : " ms ")
            + Thousandths(times[times.Length * (workload.IsTail ? 99 : 50) / 100], scale) + " " + Thousandths(times[0], scale) + " " + Thousandths(times[^1], scale));
    }

    /// <summary>HW fail NAME got X expected Y, and the end.</summary>
    public static void Fail(Workload workload, ulong result)
    {
        Serial.WriteLine("HW fail " + workload.Name + " got " + result.ToString() + " expected " + workload.Expected.ToString());
        Platform.Shutdown(1);
    }

    /// <summary>HW fact NAME VALUE.</summary>
    public static void Fact(string name, string value) => Serial.WriteLine("HW fact " + name + " " + value);

    // value / scale with three decimal places.
    private static string Thousandths(ulong value, ulong scale)
    {
        var thousandths = value / (scale / 1000);
        var fraction = (thousandths % 1000).ToString();
        return (thousandths / 1000).ToString() + "." + "000".Substring(fraction.Length) + fraction;
    }

    private static void Sort(ulong[] values)
    {
        for (var index = 1; index < values.Length; index++)
        {
            var value = values[index];
            var place = index;
            for (; place > 0 && values[place - 1] > value; place--)
                values[place] = values[place - 1];
            values[place] = value;
        }
    }
}
