namespace Hyperweave.Vmm.Operations;

/// <summary>A call gate: 8 bytes, in long mode 16 (Intel SDM 3A 5.8.3).</summary>
/// <param name="Size">Of what is pushed: 2, 4 or 8 bytes.</param>
/// <param name="Parameters">Values of that size that are copied to an inner stack.</param>
internal readonly record struct CallGate(ushort Selector, ulong Offset, int Size, int Parameters)
{
    internal const int Type16 = 4, Type32 = 12;

    internal static CallGate Narrow(Descriptor gate)
    {
        bool is32Bit = gate.Type == Type32;
        uint high = is32Bit ? (uint)(gate.Raw >> 32) & 0xFFFF_0000 : 0;
        return new((ushort)(gate.Raw >> 16), (ushort)gate.Raw | high, is32Bit ? 4 : 2, (int)(gate.Raw >> 32) & 31);
    }

    internal static CallGate Wide(Descriptor gate, uint offsetHigh)
    {
        var lower = Narrow(gate);
        return lower with { Offset = lower.Offset | (ulong)offsetHigh << 32, Size = 8, Parameters = 0 };
    }
}
