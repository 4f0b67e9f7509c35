// apply: solution
using System.Diagnostics.CodeAnalysis;
using Hyperweave.Guest;

static class First
{
    [SuppressMessage("Hyperweave.Operations", "HV0001:Privileged operation", Justification = "TODO: say why this is right here")]
    public static void Stop() => Cpu.Hlt();
}
// ---- Case/Second.cs
using System.Diagnostics.CodeAnalysis;

static class Second
{
    [SuppressMessage("Hyperweave.Operations", "HV0001:Privileged operation", Justification = "TODO: say why this is right here")]
    public static void Stop() => Hyperweave.Guest.Cpu.Hlt();
}
// ---- Other/Other.cs
using System.Diagnostics.CodeAnalysis;

static class Elsewhere
{
    [SuppressMessage("Hyperweave.Operations", "HV0001:Privileged operation", Justification = "TODO: say why this is right here")]
    public static void Stop() => Hyperweave.Guest.Cpu.Hlt();
}
