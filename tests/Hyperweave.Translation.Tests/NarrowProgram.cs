using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>
/// As <see cref="RandomProgram"/>, of 32-bit code: short forms, high bytes beside memory, PUSHA, LEAVE, calls, LOOP, addresses that
/// wrap and constant ones. It works on sixteen pages at <see cref="Data"/>.
/// </summary>
internal sealed class NarrowProgram(int seed)
{
    internal const uint Data = 0x5000_0000, Code = 0x5001_0000;
    private const uint Middle = Data + 0x8000;
    private readonly Random _random = new(seed);
    private readonly Assembler _code = new(32);

    private static readonly AssemblerRegister32[] General = [eax, ecx, edx, ebx, ebp, esi, edi];
    private static readonly AssemblerRegister16[] Word = [ax, cx, dx, bx, bp, si, di];
    private static readonly AssemblerRegister8[] Byte = [al, cl, dl, bl, ah, ch, dh, bh];
    private static readonly AssemblerRegisterXMM[] Vector = [xmm0, xmm1, xmm2, xmm7];

    /// <summary>The loop's counter: bytes of data that nothing else writes.</summary>
    private static AssemblerMemoryOperand Counter => __dword_ptr[Data + 0xFF00];

    internal Assembler Build(int length)
    {
        _code.mov(Counter, 3);
        var again = _code.CreateLabel();
        _code.Label(ref again);
        for (int count = 0; count < length; count++) One();
        _code.dec(Counter);
        _code.jne(again);
        return _code;
    }

    private T Any<T>(T[] items) => items[_random.Next(items.Length)];

    private void One()
    {
        switch (_random.Next(15))
        {
            case 0: Arithmetic(Any(General), Any(General)); break;
            case 1: Small(); break;
            case 2 or 3: Memory(); break;
            case 4 or 5: MemoryByte(); break;
            case 6: Shift(); break;
            case 7 or 8: Stack(); break;
            case 9: Jump(); break;
            case 10: Bits(); break;
            case 11: Floating(); break;
            case 12: _code.lea(Any(General), __[Any(General) + Any(General) * 4 + _random.Next(-99999, 99999)]); break;
            case 13: Stores(); break;
            default: _code.mov(Any(General), _random.Next()); break;
        }
    }

    private void Arithmetic(AssemblerRegister32 a, AssemblerRegister32 b)
    {
        switch (_random.Next(11))
        {
            case 0: _code.add(a, b); break;
            case 1: _code.adc(a, b); break;
            case 2: _code.sub(a, _random.Next()); break;
            case 3: _code.sbb(a, b); break;
            case 4: _code.xor(a, b); break;
            case 5: _code.inc(a); break;
            case 6: _code.dec(a); break;
            case 7: _code.xchg(a, b); break;
            case 8: _code.mul(a); break;
            case 9: _code.imul(a, b, _random.Next()); break;
            default: _code.cmovb(a, b); break;
        }
    }

    private void Small()
    {
        switch (_random.Next(6))
        {
            case 0: _code.add(Any(Word), Any(Word)); break;
            case 1: _code.xor(Any(Byte), Any(Byte)); break;
            case 2: _code.movzx(Any(General), Any(Byte)); break;
            case 3: _code.dec(Any(Word)); break;
            case 4: _code.cwde(); break;
            default: _code.cdq(); break;
        }
    }

    /// <summary>A memory operand inside the data: its registers are set just before.</summary>
    private AssemblerMemoryOperand Address()
    {
        var first = Any(General);
        var index = Any(General.Where(register => register != first).ToArray());
        uint at = Middle + (uint)_random.Next(-0x4000, 0x4000);
        // Displacements of all sizes: those of frames, those of tables in the upper half, and sums that wrap.
        int away = _random.Next(3) == 0 ? _random.Next(int.MinValue, int.MaxValue) : _random.Next(-0x3000, 0x3000);
        switch (_random.Next(6))
        {
            case 0:
                _code.mov(first, at - (uint)away);
                return __[first + away];
            case 1:
                _code.mov(first, at);
                _code.mov(index, _random.Next(-100, 100));
                return __[first + index * 8];
            case 2:
                _code.mov(first, at - (uint)away - 40);
                _code.mov(index, 10);
                return __[first + index * 4 + away];
            case 3:
                _code.mov(index, _random.Next(0, 1000));
                return __[index * 4 + (int)Middle];
            case 4: return __[at];
            default: return __[esp + _random.Next(0, 256)];
        }
    }

    private void Memory()
    {
        var address = Address();
        var register = Any(General);
        switch (_random.Next(11))
        {
            case 0: _code.mov(register, __dword_ptr[address]); break;
            case 1: _code.mov(__dword_ptr[address], register); break;
            case 2: _code.add(__dword_ptr[address], register); break;
            case 3: _code.sub(register, __dword_ptr[address]); break;
            case 4: _code.cmp(__dword_ptr[address], _random.Next()); break;
            case 5: _code.xchg(__dword_ptr[address], register); break;
            case 6: _code.@lock.xadd(__dword_ptr[address], register); break;
            case 7: _code.inc(__dword_ptr[address]); break;
            case 8: _code.movsx(register, __word_ptr[address]); break;
            case 9: _code.mov(__word_ptr[address], Any(Word)); break;
            default: _code.imul(register, __dword_ptr[address]); break;
        }
    }

    private void MemoryByte()
    {
        var address = Address();
        var register = Any(Byte);
        switch (_random.Next(8))
        {
            case 0: _code.mov(register, __byte_ptr[address]); break;
            case 1: _code.mov(__byte_ptr[address], register); break;
            case 2: _code.add(register, __byte_ptr[address]); break;
            case 3: _code.sbb(__byte_ptr[address], register); break;
            case 4: _code.cmp(register, __byte_ptr[address]); break;
            case 5: _code.test(__byte_ptr[address], register); break;
            case 6: _code.sete(__byte_ptr[address]); break;
            default: _code.xchg(__byte_ptr[address], register); break;
        }
    }

    private void Shift()
    {
        switch (_random.Next(4))
        {
            case 0: _code.shl(Any(General), (byte)_random.Next(1, 31)); break;
            case 1: _code.sar(Any(Byte), 1); break;
            case 2: _code.ror(Any(General), cl); break;
            default: _code.shrd(Any(General), Any(General), (byte)_random.Next(1, 31)); break;
        }
    }

    private void Stack()
    {
        switch (_random.Next(11))
        {
            case 0:
                _code.push(Any(General));
                _code.pop(Any(General));
                break;
            case 1:
                _code.sub(esp, 64);
                _code.mov(__dword_ptr[esp + 8], Any(General));
                _code.add(esp, 64);
                break;
            case 2: _code.mov(Any(General), esp); break;
            case 3:
                _code.pushad();
                _code.mov(__dword_ptr[esp + 4 * _random.Next(8)], Any(General));
                _code.popad();
                break;
            case 4:
                _code.push(_random.Next(-128, 127));
                _code.push(_random.Next());
                _code.add(esp, 8);
                break;
            case 5:
                _code.push(ebp);
                _code.mov(ebp, esp);
                _code.sub(esp, 32);
                _code.leave();
                break;
            case 6:
                _code.push(esp);
                _code.pop(Any(General));
                break;
            case 7:
                _code.push(__dword_ptr[Address()]);
                _code.pop(Any(General));
                break;
            case 8:
                _code.pushfd();
                _code.pop(eax);
                _code.and(eax, 0xCD5);
                break;
            case 9:
                // IF stays set: a user of the processor cannot clear it.
                _code.push(_random.Next() & 0x8D5 | 0x200);
                _code.popfd();
                break;
            default: Call(); break;
        }
    }

    /// <summary>A call of what stands behind it, whose return address is taken or returned to.</summary>
    private void Call()
    {
        Label function = _code.CreateLabel(), over = _code.CreateLabel();
        if (_random.Next(2) == 0)
        {
            _code.call(function);
            _code.Label(ref function);
            _code.pop(Any(General));
            return;
        }
        _code.push(0);
        _code.call(function);
        _code.jmp(over);
        _code.Label(ref function);
        Arithmetic(Any(General), Any(General));
        _code.ret(4);
        _code.Label(ref over);
        _code.nop();
    }

    private void Jump()
    {
        var over = _code.CreateLabel();
        switch (_random.Next(6))
        {
            case 0: _code.je(over); break;
            case 1: _code.jb(over); break;
            case 2: _code.jg(over); break;
            case 3: _code.jp(over); break;
            case 4:
                _code.mov(ecx, _random.Next(2));
                _code.jecxz(over);
                break;
            default:
                Loop();
                return;
        }
        Arithmetic(Any(General), Any(General));
        _code.Label(ref over);
        _code.nop();
    }

    private void Loop()
    {
        var again = _code.CreateLabel();
        _code.mov(ecx, _random.Next(1, 5));
        _code.Label(ref again);
        _code.lea(edx, __[edx + ecx * 2 + 1]);
        if (_random.Next(2) == 0) _code.loop(again);
        else _code.loopne(again);
    }

    private void Bits()
    {
        switch (_random.Next(5))
        {
            case 0: _code.bt(Any(General), (byte)_random.Next(31)); break;
            case 1: _code.popcnt(Any(General), Any(General)); break;
            case 2: _code.bswap(Any(General)); break;
            case 3: _code.setb(Any(Byte)); break;
            default:
                _code.mov(esi, _random.Next(-0x8000, 0x8000));
                _code.bts(__dword_ptr[Middle], esi);
                break;
        }
    }

    private void Floating()
    {
        var address = Address();
        switch (_random.Next(5))
        {
            case 0: _code.movups(Any(Vector), __xmmword_ptr[address]); break;
            case 1: _code.movups(__xmmword_ptr[address], Any(Vector)); break;
            case 2: _code.paddd(Any(Vector), Any(Vector)); break;
            case 3: _code.cvtsi2sd(Any(Vector), Any(General)); break;
            default: _code.movd(Any(General), Any(Vector)); break;
        }
    }

    private void Stores()
    {
        _code.mov(edi, Middle + (uint)_random.Next(-0x2000, 0x2000));
        _code.mov(esi, Middle + (uint)_random.Next(-0x2000, 0x2000));
        _code.mov(ecx, _random.Next(0, 70));
        switch (_random.Next(4))
        {
            case 0: _code.rep.stosb(); break;
            case 1: _code.rep.movsd(); break;
            case 2: _code.repne.scasb(); break;
            default: _code.lodsw(); break;
        }
    }
}
