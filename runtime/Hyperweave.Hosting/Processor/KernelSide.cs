using System.Reflection;

namespace Hyperweave.Hosting.Processor;

/// <summary>The kernel's copy of the guest API, seen from here: methods of its class HostedProcessor.</summary>
internal sealed class KernelSide
{
    private const string TypeName = "Hyperweave.Guest.Hosting.HostedProcessor";

    private readonly Action<Func<int, ulong, ulong, ulong, ulong, ulong>, Action<object>> _attach;

    /// <exception cref="HostedMachineException">The library is older than this one.</exception>
    public KernelSide(Assembly guestLibrary)
    {
        var type = guestLibrary.GetType(TypeName)
            ?? throw new HostedMachineException($"{guestLibrary.GetName()} cannot be hosted by this version of Hyperweave.Hosting: use the same version of both");
        _attach = Method<Action<Func<int, ulong, ulong, ulong, ulong, ulong>, Action<object>>>(type, "Attach");
        Grant = Method<Action<int>>(type, "Grant");
        Remaining = Method<Func<int>>(type, "Remaining");
        Handles = Method<Func<ulong, bool>>(type, "Handles");
        Enter = Method<Func<ulong, ulong, ulong, ulong>>(type, "Enter");
    }

    /// <summary>Lets so many polls pass.</summary>
    public Action<int> Grant { get; }

    /// <summary>How many of them are left.</summary>
    public Func<int> Remaining { get; }

    /// <summary>Whether the kernel has set a handler of a vector.</summary>
    public Func<ulong, bool> Handles { get; }

    /// <summary>(vector, error code, RFLAGS) → RFLAGS to return with: runs a handler.</summary>
    public Func<ulong, ulong, ulong, ulong> Enter { get; }

    public void Attach(Func<int, ulong, ulong, ulong, ulong, ulong> operate, Action<object> caught) => _attach(operate, caught);

    private static T Method<T>(Type type, string name) where T : Delegate => type.GetMethod(name)!.CreateDelegate<T>();
}
