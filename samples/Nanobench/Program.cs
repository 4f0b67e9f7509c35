using Hyperweave.Guest;

namespace Nanobench;

/// <summary>
/// What privileged operations, plain computation and the console cost on the machine underneath. Words on the command
/// line: quick, only=NAME,NAME, canary=HEX.
/// </summary>
internal static class Program
{
    private static void Main()
    {
        if (!Platform.IsHosted())
            Interrupts.Initialize();
        Facts.Report();
        var plan = Plan.Choose();
        foreach (var workload in WorkloadList.Selected())
            Measurement.Perform(workload, plan);
        Serial.WriteLine("HW done");
        Platform.Shutdown(0);
    }
}
