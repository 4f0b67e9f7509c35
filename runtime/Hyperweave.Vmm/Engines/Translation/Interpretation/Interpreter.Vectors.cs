using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>AVX instructions that reach memory element by element: only those that the mask selects can fault.</summary>
internal sealed unsafe partial class Interpreter
{
    private const int LongestVector = 32;

    /// <summary>
    /// VPGATHER and its like (Intel SDM 2C). An element that has been loaded has its mask cleared, so that after a fault the
    /// instruction goes on where it was.
    /// </summary>
    private bool Gather(in Instruction instruction)
    {
        int data = IsWideGather(instruction.Mnemonic) ? 8 : 4, index = instruction.IsVsib64 ? 8 : 4;
        int target = VectorNumber(instruction.Op0Register), mask = VectorNumber(instruction.Op2Register), indexes = VectorNumber(instruction.MemoryIndex);
        int length = Math.Max(instruction.Op0Register.GetSize(), instruction.MemoryIndex.GetSize()), count = length / Math.Max(data, index);
        for (int element = 0; element < count; element++)
        {
            byte* selected = VectorPlace(mask, element * data);
            if ((selected[data - 1] & 0x80) != 0)
            {
                byte* place = VectorPlace(indexes, element * index);
                ulong offset = BaseAddress(instruction) + (ulong)(index == 8 ? *(long*)place : *(int*)place) * (ulong)instruction.MemoryIndexScale;
                ulong linear = Linear(instruction.MemorySegment, GuestRegisters.Truncate(offset, AddressSize(instruction)));
                if (!Read(linear, VectorPlace(target, element * data), data)) return false;
            }
            new Span<byte>(selected, data).Clear();
        }
        ClearVector(mask, 0);
        ClearVector(target, count * data);
        return true;
    }

    private static bool IsGather(Mnemonic mnemonic) => IsWideGather(mnemonic)
        || mnemonic is Mnemonic.Vgatherdps or Mnemonic.Vgatherqps or Mnemonic.Vpgatherdd or Mnemonic.Vpgatherqd;

    private static bool IsWideGather(Mnemonic mnemonic) => mnemonic is Mnemonic.Vgatherdpd or Mnemonic.Vgatherqpd or Mnemonic.Vpgatherdq or Mnemonic.Vpgatherqq;

    /// <summary>VMASKMOVPS and its like, on a copy of the selected elements. The mask is the second operand of loads and stores alike.</summary>
    private bool MaskedMove(in Instruction instruction)
    {
        int element = instruction.Mnemonic is Mnemonic.Vmaskmovpd or Mnemonic.Vpmaskmovq ? 8 : 4, size = instruction.MemorySize.GetSize();
        int mask = VectorNumber(instruction.Op1Register);
        bool isStore = instruction.Op0Kind == OpKind.Memory;
        ulong linear = Linear(instruction);
        var copy = stackalloc byte[LongestVector];
        for (int at = 0; at < size; at += element)
        {
            if (!IsSelected(mask, at, element)) continue;
            if (!(isStore ? CheckWrite(linear + (ulong)at, element) : Read(linear + (ulong)at, copy + at, element))) return false;
        }
        if (!RunNative(instruction, copy)) return false;
        for (int at = 0; isStore && at < size; at += element)
        {
            if (IsSelected(mask, at, element) && !Write(linear + (ulong)at, copy + at, element)) return false;
        }
        return true;
    }

    private static bool IsMaskedMove(Mnemonic mnemonic) => mnemonic is Mnemonic.Vmaskmovps or Mnemonic.Vmaskmovpd or Mnemonic.Vpmaskmovd or Mnemonic.Vpmaskmovq;

    private bool IsSelected(int mask, int at, int element) => (VectorPlace(mask, at)[element - 1] & 0x80) != 0;

    private static int VectorNumber(Register register) => register.IsYMM() ? register - Register.YMM0 : register - Register.XMM0;

    /// <summary>A byte of a YMM register, whose halves stand apart.</summary>
    private byte* VectorPlace(int number, int at) => at < 16 ? _cpu->Fxsave + 160 + 16 * number + at : _cpu->YmmHigh + 16 * number + at - 16;

    private void ClearVector(int number, int from)
    {
        for (int at = from; at < LongestVector; at++) *VectorPlace(number, at) = 0;
    }
}
