namespace Hyperweave.Hosting;

/// <summary>The kernel cannot be booted or run in this process; the message says why and what to do.</summary>
public class HostedMachineException(string message) : Exception(message);

/// <summary>
/// The kernel did something that only a processor of its own can do. The message names the operation, the method with its
/// file and line, and the reason.
/// </summary>
public sealed class HostedRefusalException(string operation, string place, string reason)
    : HostedMachineException($"{operation} cannot run hosted, at {place}: {reason}. Boot the image to run it (hyperweave run).")
{
    /// <summary>The operation, as the guest API names it.</summary>
    public string Operation { get; } = operation;

    /// <summary>The kernel's method, with file and line where its symbols are at hand.</summary>
    public string Place { get; } = place;
}

/// <summary>Unwinds the kernel's thread when the machine has ended. Nobody outside meets it.</summary>
internal sealed class MachineEndedException() : Exception("the machine has ended");
