using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Native;

/// <summary>Everything in an image that is not C#, as a list of its themes.</summary>
public static class NativeLibrary
{
    /// <summary>The object to link beside the compiled guest.</summary>
    public static ObjectFile Build(ImageKind kind)
    {
        var builder = new NativeObjectBuilder(kind);
        BootProtocols.AddTo(builder);
        BootStub.AddTo(builder);
        StartUp.AddTo(builder);
        ParavirtualInterface.AddTo(builder);
        TrapStubs.AddTo(builder);
        SystemCalls.AddTo(builder);
        Threads.AddTo(builder);
        RuntimeHelpers.AddTo(builder);
        InterruptFlag.AddTo(builder);
        ControlRegisters.AddTo(builder);
        ModelSpecific.AddTo(builder);
        DescriptorTables.AddTo(builder);
        Ports.AddTo(builder);
        return builder.Build();
    }
}
