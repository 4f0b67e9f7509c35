using System.Runtime.InteropServices;

namespace Hyperweave.Vmm.Host;

/// <summary>The host refused something that the VMM needs: an address range, memory, a signal.</summary>
public sealed class HostException(string message) : Exception(message)
{
    /// <summary>The failure of the last system call, with the system's own words for errno.</summary>
    internal static HostException FromErrno(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        return new HostException($"{what}: {Marshal.GetPInvokeErrorMessage(error)} (errno {error})");
    }
}
