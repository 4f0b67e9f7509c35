using Hyperweave.Guest;

namespace Nanobench;

/// <summary>What the machine is like, found out by trying.</summary>
internal static unsafe class Facts
{
    private const byte GeneralProtection = 13;
    private const byte PageFault = 14;

    private static Context s_main;
    private static Context s_probe;
    private static ulong s_value;
    private static bool s_reached;

    public static void Report()
    {
        if (Platform.IsHosted())
            return;
        Nanobench.Report.Fact("paravirtual", Platform.IsParavirtual() ? "yes" : "no");
        var canary = BootInformation.Option("canary");
        if (canary is not null)
            Nanobench.Report.Fact("isolation", ProbeIsolation(canary));
    }

    // The canary is an address in the host's memory that no guest has any business reading. The probe reads it as a flow
    // of control of its own, which a fault abandons.
    private static string ProbeIsolation(string canary)
    {
        Interrupts.SetHandler(GeneralProtection, &Abandon);
        Interrupts.SetHandler(PageFault, &Abandon);
        var stackTop = PageAllocator.Allocate() + PageAllocator.PageSize;
        s_probe = Context.Create(stackTop, &Probe, Hexadecimal.Parse(canary));
        Context.Switch(ref s_main, ref s_probe);
        Interrupts.SetHandler(GeneralProtection, null);
        Interrupts.SetHandler(PageFault, null);
        return s_reached ? "reached " + Hexadecimal.Format(s_value) : "blocked";
    }

    private static void Probe(ulong address)
    {
        s_value = *(ulong*)address;
        s_reached = true;
        Context.Switch(ref s_probe, ref s_main);
    }

    private static void Abandon(InterruptFrame* frame) => Context.Switch(ref s_probe, ref s_main);
}
