using Hyperweave.Guest;

namespace Kernel_1;

internal static class Kernel
{
    private static void Main()
    {
        Serial.WriteLine($"Hello from {Machine()}!");
        Stopwatch.Measure("compute", "primes", 10, () => Primes.CountBelow(20_000));
        if (!Platform.IsHosted())
            Stopwatch.Measure("nano", "out", 10_000, WritePort);
        Serial.WriteLine("HW done");
        Platform.Shutdown(0);
    }

    internal static string Machine() =>
        Platform.IsHosted() ? "a process" : Platform.IsParavirtual() ? "a paravirtual machine" : "bare metal";

    // The scratch register of the first serial port takes anything. The paravirtual image makes a hypercall of this.
    private static void WritePort() => Port.Out8(0x3FF, 0);
}
