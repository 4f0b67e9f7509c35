namespace Hyperweave.Hosting.Processor;

/// <summary>What a kernel cannot do in a .NET process, and why.</summary>
internal sealed class Refusals(KernelPlace place)
{
    public HostedRefusalException Refuse(string what, string reason) => new(what, place.Describe(), reason);

    public HostedRefusalException Refuse(HostedOperation operation, ulong argument) => operation switch
    {
        HostedOperation.Switch => Refuse("Context.Switch",
            "it exchanges the native stack, and the .NET runtime must find all frames of a thread on the stack that it gave the thread"),
        HostedOperation.ResumeFrame => Refuse("Trap.Resume",
            "it loads every register of the processor from a frame, and where C# code is in the middle of is the .NET runtime's to know; ring 3 does not exist in a process"),
        HostedOperation.Syscall => Refuse("User.SystemCall", "it goes from ring 3 to ring 0, and all code of a process is in one ring"),
        HostedOperation.ReturnElsewhere => Refuse($"the return of vector {argument}'s handler",
            "the handler has changed where its frame returns to, and a C# method can be left at its own call only"),
        _ => Refuse(operation.ToString(), "a hosted kernel is an unmodified one, and this belongs to the paravirtual interface"),
    };
}
