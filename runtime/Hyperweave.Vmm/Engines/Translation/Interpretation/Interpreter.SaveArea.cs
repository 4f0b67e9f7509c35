using Hyperweave.Vmm.Operations;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// XSAVE, XRSTOR and their kin: the processor executes them on a copy of the area. It knows the host's XCR0 only, so that the mask in EDX:EAX is cut to
/// the guest's, and what the area says of components beyond it is refused here.
/// </summary>
internal sealed unsafe partial class Interpreter
{
    private bool SaveAreaForm(in Instruction instruction)
    {
        if (SaveArea.IsSupervisor(instruction.Mnemonic) && _cpu->Cpl != 0) return Raise(ExceptionVector.GP, 0);
        ulong wanted = (_cpu->Rdx << 32 | (uint)_cpu->Rax) & _cpu->Xcr0;
        ulong linear = Linear(instruction);
        if (!IsAddressable(linear, ExtendedArea.AvxOffset, write: !SaveArea.IsRestored(instruction.Mnemonic))) return false;
        if (linear % ExtendedArea.Alignment != 0) return Raise(ExceptionVector.GP, 0);
        var buffer = stackalloc byte[ExtendedArea.Bytes + ExtendedArea.Alignment];
        byte* area = (byte*)((ulong)(buffer + ExtendedArea.Alignment - 1) & ~(ExtendedArea.Alignment - 1UL));
        return SaveArea.IsRestored(instruction.Mnemonic) ? Restore(instruction, linear, area, wanted) : Save(instruction, linear, area, wanted);
    }

    private bool Save(in Instruction instruction, ulong linear, byte* area, ulong wanted)
    {
        int size = (int)ExtendedArea.SizeOf(wanted);
        return CheckWrite(linear, size) && Read(linear, area, size) && RunMasked(instruction, area, wanted) && Write(linear, area, size);
    }

    private bool Restore(in Instruction instruction, ulong linear, byte* area, ulong wanted)
    {
        if (!Read(linear, area, ExtendedArea.AvxOffset)) return false;
        var header = (ulong*)(area + ExtendedArea.StatesOffset);
        bool isCompacted = (header[1] & ExtendedArea.Compacted) != 0;
        ulong placed = isCompacted ? header[1] & ~ExtendedArea.Compacted : _cpu->Xcr0;
        bool isKnown = (header[0] & ~placed) == 0 && (placed & ~_cpu->Xcr0) == 0
            && (isCompacted ? _fetcher.HasCompactedAreas && IsZero(header + 2, 6) : IsZero(header + 1, 2) && !SaveArea.IsSupervisor(instruction.Mnemonic));
        if (!isKnown) return Raise(ExceptionVector.GP, 0);
        // Of the standard form all that the mask asks for is reached, also where the header says that it is initial.
        ulong reached = isCompacted ? wanted & header[0] : wanted;
        return Read(linear, area, (int)ExtendedArea.SizeOf(reached)) && RunMasked(instruction, area, wanted);
    }

    private static bool IsZero(ulong* words, int count) => !new ReadOnlySpan<ulong>(words, count).ContainsAnyExcept(0UL);

    private bool RunMasked(in Instruction instruction, byte* area, ulong wanted)
    {
        var (low, high) = (_cpu->Rax, _cpu->Rdx);
        (_cpu->Rax, _cpu->Rdx) = ((uint)wanted, wanted >> 32);
        bool done = RunNarrowly(SaveArea.OnHost(instruction), area);
        (_cpu->Rax, _cpu->Rdx) = (low, high);
        return done;
    }

    /// <summary>
    /// Outside 64-bit code XMM8–XMM15 and the upper halves of their YMM registers are neither saved nor restored (Intel SDM 2A, FXSAVE,
    /// table 3-44; SDM 1 13.5.2 and 13.5.3): the host, which is in 64-bit mode, has them put back, in the registers and in the area.
    /// </summary>
    private bool RunNarrowly(in Instruction instruction, byte* operand)
    {
        bool isArea = SaveArea.IsAccessed(instruction.Mnemonic);
        if (Bits == 64 || !isArea && !SaveArea.IsImage(instruction.Mnemonic)) return RunNative(instruction, operand);
        const int half = 128, vectors = 160;
        Span<byte> kept = stackalloc byte[4 * half];
        Exchange(kept, operand, isArea, keep: true);
        bool done = RunNative(instruction, operand);
        Exchange(kept, operand, isArea, keep: false);
        return done;

        void Exchange(Span<byte> kept, byte* area, bool hasUpperHalves, bool keep)
        {
            Move(_cpu->Fxsave + vectors + half, kept[..half]);
            Move(area + vectors + half, kept[half..(2 * half)]);
            Move(_cpu->YmmHigh + half, kept[(2 * half)..(3 * half)]);
            if (hasUpperHalves) Move(area + ExtendedArea.AvxOffset + half, kept[(3 * half)..]);

            void Move(byte* place, Span<byte> copy)
            {
                var there = new Span<byte>(place, half);
                if (keep) there.CopyTo(copy);
                else copy.CopyTo(there);
            }
        }
    }
}
