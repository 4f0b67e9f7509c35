using System.Numerics;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>AND, OR, XOR, TEST, ADD, SUB and CMP with their flags (Intel SDM 1, appendix A).</summary>
internal static class Arithmetic
{
    private const ulong ArithmeticFlags = Rflags.CF | Rflags.PF | Rflags.AF | Rflags.ZF | Rflags.SF | Rflags.OF;

    /// <summary>Computes in <paramref name="size"/> bytes; both values are zero-extended from that size.</summary>
    public static ulong Compute(Mnemonic mnemonic, ulong left, ulong right, int size, ref ulong flags)
    {
        ulong mask = ulong.MaxValue >> 64 - 8 * size, sign = 1UL << 8 * size - 1;
        bool subtract = mnemonic is Mnemonic.Sub or Mnemonic.Cmp;
        ulong result = mask & mnemonic switch
        {
            Mnemonic.And or Mnemonic.Test => left & right,
            Mnemonic.Or => left | right,
            Mnemonic.Xor => left ^ right,
            Mnemonic.Add => left + right,
            _ => left - right,
        };
        ulong set = 0;
        if (result == 0) set |= Rflags.ZF;
        if ((result & sign) != 0) set |= Rflags.SF;
        if ((BitOperations.PopCount(result & 0xFF) & 1) == 0) set |= Rflags.PF;
        if (subtract || mnemonic == Mnemonic.Add)
        {
            if (subtract ? left < right : result < left) set |= Rflags.CF;
            if (((left ^ right ^ result) & 0x10) != 0) set |= Rflags.AF;
            ulong overflow = subtract ? (left ^ right) & (left ^ result) : ~(left ^ right) & (left ^ result);
            if ((overflow & sign) != 0) set |= Rflags.OF;
        }
        flags = flags & ~ArithmeticFlags | set;
        return result;
    }
}
