using Hyperweave.Vmm.Delivery;

namespace Hyperweave.Vmm;

/// <summary>Tells a person where and why a guest died.</summary>
internal static class FaultReport
{
    public static string Describe(TripleFaultException fault, in CpuState cpu, MachineParts parts)
    {
        var first = fault.First;
        string what = ExceptionVector.Name(first.Vector);
        if (first.Vector == ExceptionVector.PF) what += $" on address 0x{first.Address:X} ({Access(first.ErrorCode ?? 0)})";
        else if (first.ErrorCode is { } code) what += $" with error code 0x{code:X}";
        return $"{what} at {parts.Where(cpu.Rip)} has no handler: {fault.Message}";
    }

    private static string Access(uint errorCode)
    {
        string kind = (errorCode & 0x10) != 0 ? "fetch" : (errorCode & 2) != 0 ? "write" : "read";
        string mode = (errorCode & 4) != 0 ? "user" : "supervisor";
        return $"{mode} {kind}, {((errorCode & 1) != 0 ? "not allowed" : "not mapped")}";
    }
}
