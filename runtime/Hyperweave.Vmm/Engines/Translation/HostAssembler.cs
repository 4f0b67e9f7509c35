using System.Runtime.CompilerServices;
using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>A place in code that jumps can name before it is known: see <see cref="HostAssembler.NewLabel"/>.</summary>
internal readonly record struct HostLabel(int Index);

/// <summary>
/// Writes host instructions one after another. Jumps to labels are written as soon as they are met and completed when the
/// label is bound, so that there is one pass and nothing is allocated once the tables have grown to size.
/// </summary>
internal sealed unsafe class HostAssembler : CodeWriter
{
    private readonly Encoder _encoder;
    private readonly List<int> _labels = [];
    private readonly List<(int At, int Label, bool Short)> _jumps = [];
    private byte* _write, _next, _end;

    internal HostAssembler() => _encoder = Encoder.Create(64, this);

    /// <summary>Bytes written so far.</summary>
    internal int Length => (int)(_next - _write);

    /// <summary>The address at which the first byte will be executed.</summary>
    internal ulong Origin { get; private set; }

    internal ulong Here => Origin + (ulong)Length;

    /// <summary>Offset of the first byte in the code cache.</summary>
    internal int Offset { get; private set; }

    /// <summary>More was written than <see cref="Start"/> gave room for; what is there must be thrown away.</summary>
    internal bool Overflowed { get; private set; }

    /// <param name="write">Where the first byte goes.</param>
    /// <param name="origin">Its address when it runs.</param>
    /// <param name="room">How many bytes there may be.</param>
    /// <param name="offset">Its offset in the code cache.</param>
    internal void Start(byte* write, ulong origin, int room, int offset = 0)
    {
        _write = _next = write;
        _end = write + room;
        (Origin, Offset, Overflowed) = (origin, offset, false);
        _labels.Clear();
        _jumps.Clear();
    }

    internal void Emit(in Instruction instruction) => _encoder.Encode(instruction, Here);

    /// <summary>Emits, or leaves everything as it was and returns false where there is no such encoding.</summary>
    internal bool TryEmit(in Instruction instruction)
    {
        byte* before = _next;
        if (_encoder.TryEncode(instruction, Here, out _, out _)) return true;
        _next = before;
        return false;
    }

    public override void WriteByte(byte value)
    {
        if (_next < _end) *_next++ = value;
        else Overflowed = true;
    }

    internal void Byte(byte value) => WriteByte(value);

    /// <summary>Writes the low bytes of a word; lowest first.</summary>
    /// <param name="count">At most 8.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Bytes(ulong value, int count)
    {
        byte* next = _next;
        if (next > _end - sizeof(ulong))
        {
            Overflowed = true;
            return;
        }
        *(ulong*)next = value;
        _next = next + count;
    }

    /// <summary>Writes what stands elsewhere, of which 16 bytes can be read.</summary>
    /// <param name="count">At most 16.</param>
    internal void Copy(byte* from, int count)
    {
        byte* next = _next;
        if (next > _end - 2 * sizeof(ulong))
        {
            Overflowed = true;
            return;
        }
        *(ulong*)next = *(ulong*)from;
        *(ulong*)(next + sizeof(ulong)) = *(ulong*)(from + sizeof(ulong));
        _next = next + count;
    }

    /// <summary>Writes a 32-bit number over what stands at an offset.</summary>
    internal void Patch(int at, int value) => *(int*)(_write + at) = value;

    internal HostLabel NewLabel()
    {
        _labels.Add(-1);
        return new HostLabel(_labels.Count - 1);
    }

    internal void Bind(HostLabel label) => _labels[label.Index] = Length;

    internal int OffsetOf(HostLabel label) => _labels[label.Index];

    /// <summary>JMP rel32.</summary>
    internal void Jump(HostLabel target)
    {
        Byte(0xE9);
        Reference(target, isShort: false);
    }

    /// <summary>JMP rel32 to an offset of the code cache.</summary>
    internal void JumpOut(int target)
    {
        Byte(0xE9);
        Bytes((uint)(target - (Offset + Length + 4)), 4);
    }

    /// <summary>Jcc rel32.</summary>
    internal void JumpIf(ConditionCode condition, HostLabel target)
    {
        Byte(0x0F);
        Byte((byte)(0x80 | ConditionBits(condition)));
        Reference(target, isShort: false);
    }

    /// <summary>JRCXZ rel8: tests RCX and leaves the flags alone.</summary>
    internal void JumpIfRcxZero(HostLabel target)
    {
        Byte(0xE3);
        Reference(target, isShort: true);
    }

    /// <summary>Completes the jumps; all labels are bound.</summary>
    internal void Finish()
    {
        foreach (var (at, label, isShort) in _jumps)
        {
            int distance = _labels[label] - (at + (isShort ? 1 : 4));
            if (isShort) _write[at] = (byte)checked((sbyte)distance);
            else *(int*)(_write + at) = distance;
        }
    }

    /// <summary>gs:[offset]: a word of the processor's context.</summary>
    internal static MemoryOperand Context(int offset) => new(Register.None, Register.None, 1, offset, 8, false, Register.GS);

    /// <summary>gs:[index * 8 + offset]: an entry of a table in the processor's context.</summary>
    internal static MemoryOperand ContextTable(Register index, int offset) => new(Register.None, index, 8, offset, 8, false, Register.GS);

    /// <summary>[base + index * scale + displacement] with the shortest displacement.</summary>
    internal static MemoryOperand At(Register baseRegister, Register index = Register.None, int scale = 1, long displacement = 0) =>
        new(baseRegister, index, scale, displacement, DisplacementSize(baseRegister, displacement), false, Register.None);

    /// <summary>Replaces an instruction's memory operand, segment prefix included; short forms with an address of their own become the general ones.</summary>
    internal static void SetMemory(ref Instruction instruction, Register baseRegister, Register index, int scale, long displacement)
    {
        instruction.Code = instruction.Code switch
        {
            Code.Mov_AL_moffs8 => Code.Mov_r8_rm8, Code.Mov_AX_moffs16 => Code.Mov_r16_rm16,
            Code.Mov_EAX_moffs32 => Code.Mov_r32_rm32, Code.Mov_RAX_moffs64 => Code.Mov_r64_rm64,
            Code.Mov_moffs8_AL => Code.Mov_rm8_r8, Code.Mov_moffs16_AX => Code.Mov_rm16_r16,
            Code.Mov_moffs32_EAX => Code.Mov_rm32_r32, Code.Mov_moffs64_RAX => Code.Mov_rm64_r64,
            var same => same,
        };
        instruction.MemoryBase = baseRegister;
        instruction.MemoryIndex = index;
        instruction.MemoryIndexScale = scale;
        instruction.MemoryDisplacement64 = (ulong)displacement;
        instruction.MemoryDisplSize = DisplacementSize(baseRegister, displacement);
        instruction.SegmentPrefix = Register.None;
    }

    private static int DisplacementSize(Register baseRegister, long displacement)
    {
        if (baseRegister == Register.None) return 8;
        return displacement == 0 ? 0 : displacement == (sbyte)displacement ? 1 : 8;
    }

    private void Reference(HostLabel label, bool isShort)
    {
        _jumps.Add((Length, label.Index, isShort));
        for (int count = isShort ? 1 : 4; count > 0; count--) Byte(0);
    }

    /// <summary>The tttn field (Intel SDM 2D B.1.4.7).</summary>
    private static int ConditionBits(ConditionCode condition) => condition - ConditionCode.o;
}
