using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Hyperweave.Abi;
using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Vmm.Paravirtual;

/// <summary>Traps, control registers, model-specific registers, descriptor tables, identity.</summary>
internal sealed unsafe partial class Hypercalls
{
    private const ulong LargestTable = 0xFFFF;
    private const int PseudoDescriptorSize = 10;
    private const uint TaskStateLimit = 103;

    public long SetTrapTable(ulong address, ulong limit)
    {
        bool sound = limit <= LargestTable && ProcessorMode.IsCanonical(address) && ProcessorMode.IsCanonical(address + limit);
        if (!sound) return HypercallError.EINVAL;
        _cpu->Idtr = new DescriptorTable { Base = address, Limit = limit };
        return 0;
    }

    public long SetKernelStack(ulong top)
    {
        if (!IsEntryAddress(top)) return HypercallError.EINVAL;
        _delivery.KernelStack = top;
        return 0;
    }

    public long SetSystemCallEntry(ulong entry)
    {
        if (!IsEntryAddress(entry)) return HypercallError.EINVAL;
        _traps.SystemCallEntry = entry;
        return 0;
    }

    public long Cpuid(ulong leaf, ulong subleaf, ulong result)
    {
        if (leaf > uint.MaxValue || subleaf > uint.MaxValue) return HypercallError.EINVAL;
        var answer = _machine.Model.Cpuid((uint)leaf, (uint)subleaf, *_cpu);
        Span<uint> words = [answer.Eax, answer.Ebx, answer.Ecx, answer.Edx];
        return _buffer.TryWrite(result, MemoryMarshal.AsBytes(words)) ? 0 : HypercallError.EFAULT;
    }

    public long ReadControl(ulong number) => number switch
    {
        0 => (long)_cpu->Cr0,
        2 => (long)_shared.Cr2,
        3 => (long)_cpu->Cr3,
        4 => (long)_cpu->Cr4,
        8 => (long)_cpu->Cr8,
        _ => HypercallError.EINVAL,
    };

    public long WriteControl(ulong number, ulong value)
    {
        switch (number)
        {
            case 0: return Guarded(() => _operations.SetCr0(value));
            case 2: _shared.Cr2 = value; return 0;
            case 4: return Guarded(() => _operations.SetCr4(value));
            case 8: return Guarded(() => _operations.SetCr8(value));
            default: return HypercallError.EINVAL;
        }
    }

    public long ReadMsr(ulong register, ulong result)
    {
        if (register > uint.MaxValue) return HypercallError.EINVAL;
        ulong value = 0;
        long outcome = Guarded(() => value = _operations.ReadModelSpecific((uint)register));
        if (outcome != 0) return outcome;
        return _buffer.TryWrite(result, MemoryMarshal.AsBytes(new Span<ulong>(ref value))) ? 0 : HypercallError.EFAULT;
    }

    /// <summary>The counter itself cannot be set: the hypercall page reads the host's, and the shared clock rests on it.</summary>
    public long WriteMsr(ulong register, ulong value) => register is > uint.MaxValue or ModelSpecificRegister.TimeStampCounter
        ? HypercallError.EINVAL
        : Guarded(() => _operations.WriteModelSpecific((uint)register, value));

    public long StoreSystemRegister(ulong which, ulong address) => which switch
    {
        (ulong)SystemRegister.Gdtr => StoreTable(_cpu->Gdtr, address),
        (ulong)SystemRegister.Idtr => StoreTable(_cpu->Idtr, address),
        (ulong)SystemRegister.Ldtr => StoreWord(_cpu->Ldtr.Selector, address),
        (ulong)SystemRegister.Tr => StoreWord(_cpu->Tr.Selector, address),
        (ulong)SystemRegister.Msw => StoreWord((ushort)_cpu->Cr0, address),
        _ => HypercallError.EINVAL,
    };

    /// <summary>GDTR and IDTR by the address of a 10-byte pseudo-descriptor, LDTR and TR by selector, MSW by value.</summary>
    public long LoadSystemRegister(ulong which, ulong value) => which switch
    {
        (ulong)SystemRegister.Gdtr => LoadTable(value, ref _cpu->Gdtr),
        (ulong)SystemRegister.Idtr => LoadTable(value, ref _cpu->Idtr),
        (ulong)SystemRegister.Ldtr => LoadSelector(value, ref _cpu->Ldtr),
        (ulong)SystemRegister.Tr => LoadSelector(value, ref _cpu->Tr),
        // LMSW writes the low four bits and cannot clear PE.
        (ulong)SystemRegister.Msw when value <= 0xFFFF => WriteControl(0, _cpu->Cr0 & ~15UL | value & 15 | Cr0.PE),
        _ => HypercallError.EINVAL,
    };

    private static bool IsEntryAddress(ulong address) => address != 0 && ProcessorMode.IsCanonical(address);

    private long StoreTable(DescriptorTable table, ulong address)
    {
        Span<byte> bytes = stackalloc byte[PseudoDescriptorSize];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)table.Limit);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[2..], table.Base);
        return _buffer.TryWrite(address, bytes) ? 0 : HypercallError.EFAULT;
    }

    private long StoreWord(ulong value, ulong address) =>
        _buffer.TryWrite(address, MemoryMarshal.AsBytes(new Span<ulong>(ref value))) ? 0 : HypercallError.EFAULT;

    private long LoadTable(ulong address, ref DescriptorTable table)
    {
        Span<byte> bytes = stackalloc byte[PseudoDescriptorSize];
        if (!_buffer.TryRead(address, bytes)) return HypercallError.EFAULT;
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(bytes[2..]);
        if (!ProcessorMode.IsCanonical(start)) return HypercallError.EINVAL;
        table = new DescriptorTable { Limit = BinaryPrimitives.ReadUInt16LittleEndian(bytes), Base = start };
        return 0;
    }

    /// <summary>The hidden part comes from the GDT, as TR's is where the interrupt stacks of gates are found.</summary>
    private long LoadSelector(ulong value, ref Segment register)
    {
        if (value > 0xFFFF || (value & 7) != 0) return HypercallError.EINVAL;
        if (value == 0)
        {
            register = default;
            return 0;
        }
        try
        {
            var (descriptor, start) = _machine.Tables.ReadSystem((ushort)value, GuestFaultException.GeneralProtection);
            bool isTask = descriptor.Type is 9 or 11 && descriptor.Limit >= TaskStateLimit, isTable = descriptor.Type == 2;
            if (descriptor.IsCodeOrData || !descriptor.IsPresent || !(isTask || isTable)) return HypercallError.EINVAL;
            register = descriptor.ToSegment((ushort)value);
            register.Base = start;
            return 0;
        }
        catch (GuestFaultException fault)
        {
            return fault.Event.Vector == ExceptionVector.PF ? HypercallError.EFAULT : HypercallError.EINVAL;
        }
    }
}
