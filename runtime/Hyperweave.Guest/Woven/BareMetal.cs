using Hyperweave.Guest.Paravirtual;

namespace Hyperweave.Guest.Woven;

/// <summary>What only bare metal needs: nothing under the VMM. The rewriter calls it; see docs/rewriter.md.</summary>
[NativeForm]
public static unsafe class BareMetal
{
    /// <summary>A write whose only purpose is to let time pass for a slow device. The VMM's devices are never slow.</summary>
    public static void Delay(ushort port, byte value)
    {
        if (!Shared.Active)
            Native.Out8(port, value);
    }

    /// <summary>CPUID whose result nobody wants. It serializes (Intel SDM 3A 9.3); the VMM's one processor has nothing to serialize.</summary>
    public static void Serialize(uint leaf, uint subleaf)
    {
        if (Shared.Active)
            return;
        var registers = stackalloc uint[4];
        Native.Cpuid(leaf, subleaf, registers);
    }
}
