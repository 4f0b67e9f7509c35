using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>
/// A random sequence of unprivileged instructions, the same for the same seed: arithmetic in all widths, moves, memory
/// operands of all shapes, stack, short jumps, small loops and one around all of it, SSE, string stores. It works on <see cref="Guest.Data"/>.
/// </summary>
internal sealed partial class RandomProgram(int seed)
{
    private const long Middle = (long)Guest.Data + 0x8000;
    private readonly Random _random = new(seed);
    private readonly Assembler _code = new(64);

    private static readonly AssemblerRegister64[] Wide = [rax, rcx, rdx, rbx, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15];
    private static readonly AssemblerRegister32[] Half = [eax, ecx, edx, ebx, ebp, esi, edi, r8d, r9d, r10d, r11d, r12d, r13d, r14d, r15d];
    private static readonly AssemblerRegister16[] Word = [ax, cx, dx, bx, bp, si, di, r8w, r9w, r10w, r11w, r12w, r13w, r14w, r15w];
    private static readonly AssemblerRegister8[] Byte = [al, cl, dl, bl, bpl, sil, dil, r8b, r9b, r10b, r11b, r12b, r13b, r14b, r15b, ah, bh, ch, dh];
    private static readonly AssemblerRegisterXMM[] Vector = [xmm0, xmm1, xmm2, xmm3, xmm7, xmm8, xmm15];

    /// <summary>The loop's counter: bytes of data that nothing else writes.</summary>
    private static AssemblerMemoryOperand Counter => __dword_ptr[r14];

    internal Assembler Build(int length)
    {
        _code.mov(r14, (long)Guest.Data + 0xFF00);
        _code.mov(Counter, 3);
        var again = _code.CreateLabel();
        _code.Label(ref again);
        for (int count = 0; count < length; count++) One();
        _code.mov(r14, (long)Guest.Data + 0xFF00);
        _code.dec(Counter);
        _code.jne(again);
        return _code;
    }

    private T Any<T>(T[] items) => items[_random.Next(items.Length)];

    private void One()
    {
        switch (_random.Next(17))
        {
            case 0: Arithmetic(Any(Wide), Any(Wide)); break;
            case 1: Arithmetic32(Any(Half), Any(Half)); break;
            case 2: Narrow(); break;
            case 3 or 4: Memory64(); break;
            case 5: Memory32(); break;
            case 6: MemoryByte(); break;
            case 7: Shift(); break;
            case 8: Stack(); break;
            case 9: Jump(); break;
            case 10: Multiply(); break;
            case 11: Floating(); break;
            case 12: _code.lea(Any(Wide), __[Any(Wide) + Any(Wide) * 4 + _random.Next(-99999, 99999)]); break;
            case 13: Bits(); break;
            case 14: Stores(); break;
            case 15: Loop(); break;
            default: _code.mov(Any(Wide), _random.NextInt64()); break;
        }
    }

    private void Arithmetic(AssemblerRegister64 a, AssemblerRegister64 b)
    {
        switch (_random.Next(9))
        {
            case 0: _code.add(a, b); break;
            case 1: _code.adc(a, b); break;
            case 2: _code.sub(a, _random.Next()); break;
            case 3: _code.sbb(a, b); break;
            case 4: _code.xor(a, b); break;
            case 5: _code.cmp(a, b); break;
            case 6: _code.mov(a, b); break;
            case 7: _code.xchg(a, b); break;
            default: _code.cmovb(a, b); break;
        }
    }

    private void Arithmetic32(AssemblerRegister32 a, AssemblerRegister32 b)
    {
        switch (_random.Next(6))
        {
            case 0: _code.add(a, b); break;
            case 1: _code.and(a, b); break;
            case 2: _code.or(a, _random.Next()); break;
            case 3: _code.neg(a); break;
            case 4: _code.mov(a, b); break;
            default: _code.test(a, b); break;
        }
    }

    private void Narrow()
    {
        switch (_random.Next(5))
        {
            case 0: _code.add(Any(Word), Any(Word)); break;
            case 1: _code.xor(Any(Byte[..15]), Any(Byte[..15])); break;
            case 2: _code.movzx(Any(Half), Any(Word)); break;
            case 3: _code.movsx(Any(Wide), Any(Byte[..15])); break;
            default: _code.mov(ah, bl); break;
        }
    }

    /// <summary>A memory operand inside the data: its registers are set just before.</summary>
    private (AssemblerMemoryOperand Address, AssemblerRegister64 Base) Address()
    {
        var first = Any(Wide);
        long at = Middle + _random.Next(-0x4000, 0x4000);
        switch (_random.Next(4))
        {
            case 0:
                int away = _random.Next(-0x3000, 0x3000);
                _code.mov(first, at - away);
                return (__[first + away], first);
            case 1:
                var index = Any(Wide.Where(register => register != first).ToArray());
                _code.mov(first, at);
                _code.mov(index, (long)_random.Next(-100, 100));
                return (__[first + index * 8], first);
            case 2:
                var narrow = Any(Wide.Where(register => register != first).ToArray());
                _code.mov(Half[Array.IndexOf(Wide, narrow)], _random.Next(0, 1000));
                _code.mov(first, at);
                return (__[first + narrow * 4 + 16], first);
            default:
                return (__[rsp + _random.Next(0, 256)], rsp);
        }
    }

    private void Memory64()
    {
        var (address, _) = Address();
        var register = Any(Wide);
        switch (_random.Next(7))
        {
            case 0: _code.mov(register, __qword_ptr[address]); break;
            case 1: _code.mov(__qword_ptr[address], register); break;
            case 2: _code.add(__qword_ptr[address], register); break;
            case 3: _code.sub(register, __qword_ptr[address]); break;
            case 4: _code.cmp(__qword_ptr[address], _random.Next()); break;
            case 5: _code.xchg(__qword_ptr[address], register); break;
            default: _code.imul(register, __qword_ptr[address]); break;
        }
    }

    private void Memory32()
    {
        var (address, _) = Address();
        var register = Any(Half);
        switch (_random.Next(5))
        {
            case 0: _code.mov(register, __dword_ptr[address]); break;
            case 1: _code.mov(__dword_ptr[address], register); break;
            case 2: _code.xor(__dword_ptr[address], register); break;
            case 3: _code.@lock.xadd(__dword_ptr[address], register); break;
            default: _code.inc(__dword_ptr[address]); break;
        }
    }

    private void MemoryByte()
    {
        var (address, _) = Address();
        switch (_random.Next(5))
        {
            case 0: _code.movzx(Any(Half), __byte_ptr[address]); break;
            case 1: _code.mov(__byte_ptr[address], Any(Byte[..15])); break;
            case 2: _code.sete(__byte_ptr[address]); break;
            case 3: _code.cmp(__byte_ptr[address], 7); break;
            default: _code.movsx(Any(Wide), __word_ptr[address]); break;
        }
    }

    private void Shift()
    {
        switch (_random.Next(4))
        {
            case 0: _code.shl(Any(Wide), (byte)_random.Next(1, 63)); break;
            case 1: _code.sar(Any(Half), (byte)_random.Next(1, 31)); break;
            case 2: _code.ror(Any(Half), cl); break;
            default: _code.shr(Any(Wide), 1); break;
        }
    }

    private void Stack()
    {
        switch (_random.Next(5))
        {
            case 0:
                _code.push(Any(Wide));
                _code.pop(Any(Wide));
                break;
            case 1:
                _code.sub(rsp, 64);
                _code.mov(__qword_ptr[rsp + 8], Any(Wide));
                _code.add(rsp, 64);
                break;
            case 2: _code.mov(Any(Wide), rsp); break;
            case 3: _code.lea(Any(Wide), __[rsp + 24]); break;
            default:
                _code.push(_random.Next());
                _code.add(rsp, 8);
                break;
        }
    }

    private void Jump()
    {
        var over = _code.CreateLabel();
        switch (_random.Next(5))
        {
            case 0: _code.je(over); break;
            case 1: _code.jb(over); break;
            case 2: _code.js(over); break;
            case 3: _code.jg(over); break;
            default: _code.jp(over); break;
        }
        Arithmetic(Any(Wide), Any(Wide));
        Memory64();
        _code.Label(ref over);
        _code.nop();
    }

    private void Multiply()
    {
        if (_random.Next(2) == 0) _code.mul(Any(Wide));
        else _code.imul(Any(Half), Any(Half), _random.Next());
    }

    private void Floating()
    {
        var (address, _) = Address();
        switch (_random.Next(5))
        {
            case 0: _code.movups(Any(Vector), __xmmword_ptr[address]); break;
            case 1: _code.movups(__xmmword_ptr[address], Any(Vector)); break;
            case 2: _code.paddd(Any(Vector), Any(Vector)); break;
            case 3: _code.cvtsi2sd(Any(Vector), Any(Wide)); break;
            default: _code.movq(Any(Wide), Any(Vector)); break;
        }
    }

    private void Bits()
    {
        switch (_random.Next(5))
        {
            case 0: _code.bt(Any(Wide), (byte)_random.Next(63)); break;
            case 1: _code.popcnt(Any(Wide), Any(Wide)); break;
            case 2: _code.bswap(Any(Wide)); break;
            case 3: _code.setb(Any(Byte[..15])); break;
            default: _code.bsr(Any(Wide), Any(Wide)); break;
        }
    }

    private void Stores()
    {
        _code.mov(rdi, Middle + _random.Next(-0x2000, 0x2000));
        _code.mov(rsi, Middle + _random.Next(-0x2000, 0x2000));
        _code.mov(ecx, _random.Next(0, 70));
        if (_random.Next(2) == 0) _code.rep.stosb();
        else _code.rep.movsq();
    }
}
