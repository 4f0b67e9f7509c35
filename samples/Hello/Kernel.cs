using Hyperweave.Guest;

// The smallest kernel: says hello on the first serial port and switches the machine off.
internal static class Kernel
{
    private static void Main()
    {
        var kind = Platform.IsHosted() ? "a process" : Platform.IsParavirtual() ? "a paravirtual machine" : "bare metal";
        Serial.WriteLine($"Hello from {kind}!");
        Platform.Shutdown(0);
    }
}
