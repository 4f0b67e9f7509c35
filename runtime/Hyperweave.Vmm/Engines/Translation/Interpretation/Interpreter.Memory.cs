using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Operations;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

internal sealed unsafe partial class Interpreter
{
    /// <summary>Through which segment the last address came: accesses to it obey its type and limit.</summary>
    private Register _segment;

    /// <summary>The linear address of the instruction's memory operand (Intel SDM 1 3.7.5).</summary>
    private ulong Linear(in Instruction instruction) => Linear(instruction.MemorySegment, EffectiveAddress(instruction));

    /// <summary>Base + index × scale + displacement, in the instruction's address size.</summary>
    internal ulong EffectiveAddress(in Instruction instruction)
    {
        if (instruction.IsIPRelativeMemoryOperand) return instruction.IPRelativeMemoryAddress;
        ulong address = BaseAddress(instruction);
        if (instruction.MemoryIndex.IsGPR())
            address += GuestRegisters.Read(_cpu, instruction.MemoryIndex) * (uint)instruction.MemoryIndexScale;
        return GuestRegisters.Truncate(address, AddressSize(instruction));
    }

    /// <summary>Base + displacement, to which gathers add each element's index.</summary>
    private ulong BaseAddress(in Instruction instruction) =>
        instruction.MemoryDisplacement64 + (instruction.MemoryBase == Register.None ? 0 : GuestRegisters.Read(_cpu, instruction.MemoryBase));

    /// <summary>Where the data of the instruction at RIP is: its memory operand, or the two pointers of a string instruction.</summary>
    internal bool TryDataAddresses(out ulong first, out ulong second)
    {
        (first, second) = (_cpu->Rsi, _cpu->Rdi);
        if (!TryDecode(out var instruction)) return false;
        if (instruction.IsStringInstruction) return true;
        if (MemoryOperand(instruction) < 0) return false;
        first = second = Linear(instruction);
        return true;
    }

    /// <summary>The 64-bit instruction at RIP.</summary>
    internal bool TryDecode(out Instruction instruction) => _fetcher.Fetch(_cpu->Rip, _cpu->Rip, 64, out instruction) == FetchResult.Ok;

    private int AddressSize(in Instruction instruction)
    {
        if (instruction.MemoryBase != Register.None) return instruction.MemoryBase.GetSize();
        if (instruction.MemoryIndex.IsGPR()) return instruction.MemoryIndex.GetSize();
        return instruction.MemoryDisplSize is 2 or 4 or 8 ? instruction.MemoryDisplSize : Bits / 8;
    }

    /// <summary>Adds the segment's base, which in 64-bit code only FS and GS have.</summary>
    private ulong Linear(Register segment, ulong offset)
    {
        _segment = segment;
        if (Bits != 64) return (uint)(offset + SegmentOf(segment).Base);
        return segment is Register.FS or Register.GS ? offset + SegmentOf(segment).Base : offset;
    }

    private ref Segment SegmentOf(Register segment)
    {
        switch (segment)
        {
            case Register.ES: return ref _cpu->Es;
            case Register.CS: return ref _cpu->Cs;
            case Register.SS: return ref _cpu->Ss;
            case Register.FS: return ref _cpu->Fs;
            case Register.GS: return ref _cpu->Gs;
            default: return ref _cpu->Ds;
        }
    }

    private bool Read(ulong linear, void* bytes, int length) => Copy(linear, (byte*)bytes, length, write: false);

    /// <summary>All of it is written, or nothing.</summary>
    private bool Write(ulong linear, void* bytes, int length) => Copy(linear, (byte*)bytes, length, write: true);

    private bool Copy(ulong linear, byte* bytes, int length, bool write)
    {
        if (!IsAddressable(linear, length, write) || !IsAligned(linear, length) || !Locate(linear, write, out ulong first)) return false;
        int head = (int)Math.Min((ulong)length, GuestMemoryMap.PageSize - linear % GuestMemoryMap.PageSize);
        ulong second = 0;
        if (head < length && !Locate(linear + (ulong)head, write, out second)) return false;
        if (_watchpoints.WatchesData) _watchpoints.Touch(linear, length, write);
        CopyPart(first, bytes, head, write);
        if (head < length) CopyPart(second, bytes + head, length - head, write);
        return true;
    }

    private void CopyPart(ulong physical, byte* bytes, int length, bool write)
    {
        var span = new Span<byte>(bytes, length);
        if (!write)
        {
            _memory.Slice(physical, length).CopyTo(span);
            return;
        }
        _codeWrites.Written(physical, length);
        span.CopyTo(_memory.Slice(physical, length));
    }

    /// <summary>
    /// All of an operand is canonical, or within its segment, which counts before any of its pages: #SS through the stack segment,
    /// #GP through others (Intel SDM 3A 6.15).
    /// </summary>
    private bool IsAddressable(ulong linear, int length, bool write)
    {
        bool isAllowed = Bits == 64
            ? ProcessorMode.IsCanonical(linear) && ProcessorMode.IsCanonical(linear + (ulong)length - 1)
            : SegmentRights.Allows(SegmentOf(_segment), (uint)(linear - SegmentOf(_segment).Base), length, write);
        return isAllowed || Raise(_segment == Register.SS ? ExceptionVector.SS : ExceptionVector.GP, 0);
    }

    /// <summary>#AC comes after #GP and before any page fault; so does the real processor.</summary>
    private bool IsAligned(ulong linear, int length) =>
        !_checksAlignment || (linear & (ProcessorMode.Alignment(length) - 1)) == 0 || Raise(ExceptionVector.AC, 0);

    /// <summary>Translates a data address; an address of device memory leaves to the machine.</summary>
    private bool Locate(ulong linear, bool write, out ulong physical)
    {
        physical = 0;
        var kind = (write ? AccessKind.Write : AccessKind.Read) | (_cpu->Cpl == 3 ? AccessKind.User : 0);
        if (!_walker.Walk(linear, kind, out var page, out var fault)) return PageFault(fault);
        physical = page.Physical;
        return _memory.IsRam(physical) || DeviceAccess(linear);
    }

    /// <summary>Where the instruction's memory operand is, if a device is there.</summary>
    internal bool TryDeviceAddress(in Instruction instruction, out ulong linear)
    {
        linear = Linear(instruction);
        var kind = AccessKind.Read | (_cpu->Cpl == 3 ? AccessKind.User : 0);
        return ProcessorMode.IsCanonical(linear) && _walker.Walk(linear, kind, out var page, out _) && !_memory.IsRam(page.Physical);
    }

    private bool DeviceAccess(ulong linear)
    {
        if (_fetcher.Fetch(Bits == 64 ? _cpu->Rip : (uint)(_cpu->Cs.Base + _cpu->Rip), _cpu->Rip, Bits, out var instruction) != FetchResult.Ok)
            return Unsupported($"access to device memory at 0x{linear:X}");
        return Leave(new Exit { Kind = ExitKind.MemoryIo, Instruction = instruction, Address = linear });
    }
}
