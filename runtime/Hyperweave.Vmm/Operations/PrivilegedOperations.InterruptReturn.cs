using Hyperweave.Vmm.Delivery;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>IRET, and what it shares with RETF: the code and the stack that a frame names (Intel SDM 2A, IRET).</summary>
public sealed unsafe partial class PrivilegedOperations
{
    public void InterruptReturn(in Instruction instruction)
    {
        RequireProtectedMode();
        // Even where it faults (Intel SDM 3A 6.7.1).
        _cpu->NmiBlocked = 0;
        if ((_cpu->Rflags & Rflags.NT) != 0)
        {
            ReturnToTask(instruction.NextIP);
            return;
        }
        int size = instruction.Mnemonic switch { Mnemonic.Iretq => 8, Mnemonic.Iretd => 4, _ => 2 };
        // 64-bit code finds five values, other code two more only where it returns to an outer level.
        bool wide = Is64Bit;
        Span<ulong> frame = stackalloc ulong[5];
        _stack.Peek(frame[..(wide ? 5 : 3)], size);
        if (!ProcessorMode.IsLong(*_cpu) && _cpu->Cpl == 0 && (frame[2] & Rflags.VM) != 0) throw new UnsupportedGuestException("IRET to virtual-8086 mode");
        var code = ReadReturnCode((ushort)frame[1]);
        CheckTarget(code, frame[0]);
        bool outward = (code.Selector & 3) > (int)_cpu->Cpl;
        if (!wide && outward) _stack.Peek(frame, size);
        Segment stack = wide || outward ? ReadReturnStack((ushort)frame[4], code) : default;

        ulong writable = FlagsWritable(size) | (size == 2 ? 0 : Rflags.RF);
        _cpu->FullRflags = frame[2] & writable | _cpu->FullRflags & ~writable;
        if (outward) EnterOuter(code, stack, frame[3]);
        else if (wide) (_cpu->Rsp, _cpu->Ss) = (frame[3], stack);
        else _stack.Drop(3 * size);
        (_cpu->Rip, _cpu->Cs) = (frame[0], code);
    }

    private Segment ReadReturnCode(ushort selector)
    {
        uint named = selector & ~3u;
        int level = selector & 3;
        if (DescriptorTables.IsNull(selector)) throw GuestFaultException.GeneralProtection();
        var code = _tables.Read(selector, GuestFaultException.GeneralProtection);
        bool allowed = code.IsCode && level >= (int)_cpu->Cpl && (code.IsConforming ? code.Dpl <= level : code.Dpl == level)
            && !(ProcessorMode.IsLong(*_cpu) && code.IsLong && code.IsBig);
        if (!allowed) throw GuestFaultException.GeneralProtection(named);
        if (!code.IsPresent) throw GuestFaultException.NotPresent(named);
        return _tables.MarkAccessed(selector, code).ToSegment(selector);
    }

    /// <summary>64-bit code may have a null SS below level 3.</summary>
    private Segment ReadReturnStack(ushort selector, in Segment code)
    {
        int level = code.Selector & 3;
        if (!DescriptorTables.IsNull(selector)) return ReadStackSegment(selector, level);
        if (!IsWide(code) || level == 3 || (selector & 3) != level) throw GuestFaultException.GeneralProtection();
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
}
