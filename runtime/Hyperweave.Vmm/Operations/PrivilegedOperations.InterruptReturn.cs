using Hyperweave.Vmm.Delivery;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>IRET: from 64-bit code to 64-bit code of the same or an outer level, and within 32-bit kernel code (Intel SDM 2A).</summary>
public sealed unsafe partial class PrivilegedOperations
{
    public void InterruptReturn(in Instruction instruction)
    {
        RequireProtectedMode();
        // Even where it faults (Intel SDM 3A 6.7.1).
        _cpu->NmiBlocked = 0;
        if ((_cpu->Rflags & Rflags.NT) != 0) throw GuestFaultException.GeneralProtection();
        int size = instruction.Mnemonic switch { Mnemonic.Iretq => 8, Mnemonic.Iretd => 4, _ => 2 };
        if (Is64Bit) ReturnLong(size);
        else if (ProcessorMode.IsLong(*_cpu)) throw new UnsupportedGuestException("IRET from compatibility mode is not supported");
        else ReturnProtected(size);
    }

    private void ReturnLong(int size)
    {
        Span<ulong> frame = stackalloc ulong[5];
        _stack.Peek(frame, size);
        ushort selector = (ushort)frame[1], stackSelector = (ushort)frame[4];
        int level = selector & 3;
        var code = ReadReturnCode(selector, level);
        if ((code.Attributes & ProcessorMode.LongCode) == 0) throw new UnsupportedGuestException("IRET to compatibility mode is not supported");
        RequireCanonical(frame[0]);
        var stack = ReadReturnStack(stackSelector, level);

        ulong writable = FlagsWritable(size) | Rflags.RF;
        _cpu->FullRflags = frame[2] & writable | _cpu->FullRflags & ~writable;
        bool outward = level > (int)_cpu->Cpl;
        (_cpu->Rip, _cpu->Cs, _cpu->Rsp, _cpu->Ss, _cpu->Cpl) = (frame[0], code, frame[3], stack, (ulong)level);
        if (outward) DropPrivilegedSegments();
    }

    private Segment ReadReturnCode(ushort selector, int level)
    {
        uint named = selector & ~3u;
        if (DescriptorTables.IsNull(selector)) throw GuestFaultException.GeneralProtection();
        var code = _tables.Read(selector, GuestFaultException.GeneralProtection);
        bool allowed = code.IsCode && level >= (int)_cpu->Cpl && (code.IsConforming ? code.Dpl <= level : code.Dpl == level)
            && !(ProcessorMode.IsLong(*_cpu) && code.IsLong && code.IsBig);
        if (!allowed) throw GuestFaultException.GeneralProtection(named);
        if (!code.IsPresent) throw GuestFaultException.NotPresent(named);
        return _tables.MarkAccessed(selector, code).ToSegment(selector);
    }

    /// <summary>64-bit code may have a null SS below level 3.</summary>
    private Segment ReadReturnStack(ushort selector, int level)
    {
        if (!DescriptorTables.IsNull(selector)) return ReadStackSegment(selector, level);
        if (level == 3 || (selector & 3) != level) throw GuestFaultException.GeneralProtection();
        return new Segment { Selector = selector };
    }

    /// <summary>A return to an outer level takes away data segments that the new level could not have loaded.</summary>
    private void DropPrivilegedSegments()
    {
        Drop(&_cpu->Es);
        Drop(&_cpu->Ds);
        Drop(&_cpu->Fs);
        Drop(&_cpu->Gs);

        void Drop(Segment* segment)
        {
            const uint codeType = 1 << 11, conformingType = 1 << 10;
            bool conformingCode = (segment->Attributes & (codeType | conformingType)) == (codeType | conformingType);
            int descriptorLevel = (int)(segment->Attributes >> 13) & 3;
            bool isNull = DescriptorTables.IsNull(segment->Selector);
            // The base of FS and GS stays: user mode's thread pointers live there.
            if (!isNull && !conformingCode && descriptorLevel < (int)_cpu->Cpl) *segment = new Segment { Base = segment->Base };
        }
    }

    private void ReturnProtected(int size)
    {
        Span<ulong> frame = stackalloc ulong[3];
        _stack.Peek(frame, size);
        ushort selector = (ushort)frame[1];
        if ((selector & 3) != (int)_cpu->Cpl || (frame[2] & Rflags.VM) != 0)
            throw new UnsupportedGuestException("IRET to another privilege level in 32-bit protected mode is not supported");
        var code = ReadReturnCode(selector, selector & 3);
        CheckTarget(code, frame[0]);
        ulong writable = FlagsWritable(size) | Rflags.RF;
        _cpu->FullRflags = frame[2] & writable | _cpu->FullRflags & ~writable;
        _stack.Drop(3 * size);
        (_cpu->Rip, _cpu->Cs) = (frame[0], code);
    }
}
