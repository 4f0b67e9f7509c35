using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>String instructions, element by element; a fault or a device in the middle leaves the counters precise.</summary>
internal sealed unsafe partial class Interpreter
{
    /// <summary>Elements in one step at most, so that a long repeat does not hold interrupts back.</summary>
    private const int LongestBurst = 4096;

    private bool StringForm(in Instruction instruction)
    {
        bool repeats = instruction.HasRepPrefix || instruction.HasRepePrefix || instruction.HasRepnePrefix;
        int address = StringAddressSize(instruction);
        var counter = address switch { 8 => Register.RCX, 4 => Register.ECX, _ => Register.CX };
        if (!repeats) return Element(instruction, address);
        for (int burst = 0; burst < LongestBurst; burst++)
        {
            ulong left = GuestRegisters.Read(_cpu, counter);
            if (left == 0) return true;
            if (!Element(instruction, address)) return false;
            GuestRegisters.Write(_cpu, counter, left - 1);
            if (left == 1 || (Compares(instruction) && StopsRepeat(instruction))) return true;
            // A debug trap is taken after the element that it was met in.
            if (_cpu->PendingDebug != 0) break;
        }
        // Not finished: the same instruction again.
        _next = instruction.IP;
        return _continues = true;
    }

    private static bool Compares(in Instruction instruction) =>
        instruction.Mnemonic is Mnemonic.Cmpsb or Mnemonic.Cmpsw or Mnemonic.Cmpsd or Mnemonic.Cmpsq
            or Mnemonic.Scasb or Mnemonic.Scasw or Mnemonic.Scasd or Mnemonic.Scasq;

    private bool StopsRepeat(in Instruction instruction) =>
        ((_cpu->Rflags & Rflags.ZF) != 0) == instruction.HasRepnePrefix;

    private static int StringAddressSize(in Instruction instruction)
    {
        for (int operand = 0; operand < instruction.OpCount; operand++)
        {
            switch (instruction.GetOpKind(operand))
            {
                case OpKind.MemorySegRSI or OpKind.MemoryESRDI: return 8;
                case OpKind.MemorySegESI or OpKind.MemoryESEDI: return 4;
                case OpKind.MemorySegSI or OpKind.MemoryESDI: return 2;
            }
        }
        return 8;
    }

    private bool Element(in Instruction instruction, int address)
    {
        int size = ElementSize(instruction);
        Register source = IndexRegister(Register.RSI, address), target = IndexRegister(Register.RDI, address);
        ulong value = 0, other = 0;
        bool done = instruction.Mnemonic switch
        {
            Mnemonic.Movsb or Mnemonic.Movsw or Mnemonic.Movsd or Mnemonic.Movsq =>
                Load(instruction.MemorySegment, source, &value, size) && Store(target, &value, size) && Advance(source, size) && Advance(target, size),
            Mnemonic.Stosb or Mnemonic.Stosw or Mnemonic.Stosd or Mnemonic.Stosq =>
                StoreAccumulator(target, size) && Advance(target, size),
            Mnemonic.Lodsb or Mnemonic.Lodsw or Mnemonic.Lodsd or Mnemonic.Lodsq =>
                Load(instruction.MemorySegment, source, &value, size) && SetAccumulator(value, size) && Advance(source, size),
            Mnemonic.Scasb or Mnemonic.Scasw or Mnemonic.Scasd or Mnemonic.Scasq =>
                Load(Register.ES, target, &other, size) && Compare(_cpu->Rax, other, size) && Advance(target, size),
            _ => Load(instruction.MemorySegment, source, &value, size) && Load(Register.ES, target, &other, size)
                && Compare(value, other, size) && Advance(source, size) && Advance(target, size),
        };
        return done;
    }

    private static int ElementSize(in Instruction instruction) => instruction.MemorySize.GetSize();

    private static Register IndexRegister(Register register, int address) => address switch
    {
        8 => register,
        4 => register - Register.RAX + Register.EAX,
        _ => register - Register.RAX + Register.AX,
    };

    private bool Load(Register segment, Register index, ulong* value, int size) =>
        Read(Linear(segment, GuestRegisters.Read(_cpu, index)), value, size);

    private bool Store(Register index, ulong* value, int size) =>
        Write(Linear(Register.ES, GuestRegisters.Read(_cpu, index)), value, size);

    private bool StoreAccumulator(Register index, int size)
    {
        ulong value = _cpu->Rax;
        return Store(index, &value, size);
    }

    private bool SetAccumulator(ulong value, int size)
    {
        GuestRegisters.Write(_cpu, size switch { 8 => Register.RAX, 4 => Register.EAX, 2 => Register.AX, _ => Register.AL }, value);
        return true;
    }

    private bool Advance(Register index, int size)
    {
        long step = (_cpu->Rflags & Rflags.DF) != 0 ? -size : size;
        GuestRegisters.Write(_cpu, index, GuestRegisters.Read(_cpu, index) + (ulong)step);
        return true;
    }

    /// <summary>Sets the flags as CMP left, right.</summary>
    private bool Compare(ulong left, ulong right, int size)
    {
        int shift = 64 - 8 * size;
        ulong a = left << shift, b = right << shift, difference = a - b;
        ulong flags = _cpu->Rflags & ~(Rflags.CF | Rflags.PF | Rflags.AF | Rflags.ZF | Rflags.SF | Rflags.OF);
        if (a < b) flags |= Rflags.CF;
        if (difference == 0) flags |= Rflags.ZF;
        if ((long)difference < 0) flags |= Rflags.SF;
        if ((long)((a ^ b) & (a ^ difference)) < 0) flags |= Rflags.OF;
        if ((System.Numerics.BitOperations.PopCount(difference >> shift & 0xFF) & 1) == 0) flags |= Rflags.PF;
        if (((left ^ right ^ difference >> shift) & 0x10) != 0) flags |= Rflags.AF;
        _cpu->Rflags = flags;
        return true;
    }
}
