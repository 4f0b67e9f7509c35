using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>Small loops that walk through the data by pointers and indexes: what carries a bias round a loop, and what must not.</summary>
internal sealed partial class RandomProgram
{
    /// <summary>Registers of a loop; what it computes goes to others.</summary>
    private sealed record LoopRegisters(AssemblerRegister64 Pointer, AssemblerRegister64 Index, AssemblerRegister64 Step, AssemblerRegister64 Count, AssemblerRegister64[] Others);

    private void Loop()
    {
        var shuffled = Wide.OrderBy(_ => _random.Next()).ToArray();
        var loop = new LoopRegisters(shuffled[0], shuffled[1], shuffled[2], shuffled[3], shuffled[4..]);
        long start = Middle + _random.Next(-0x1000, 0x1000);
        int scale = 1 << _random.Next(4);
        _code.mov(loop.Pointer, start);
        _code.mov(loop.Index, (long)_random.Next(-100, 100));
        _code.mov(Low(loop.Step), _random.Next(0, 64));
        _code.mov(Low(loop.Count), _random.Next(2, 9));
        var again = _code.CreateLabel();
        _code.Label(ref again);
        for (int steps = _random.Next(2, 6); steps > 0; steps--) Walk(loop, start, scale);
        if (_random.Next(2) == 0) _code.dec(loop.Count);
        else _code.sub(Low(loop.Count), 1);
        _code.jne(again);
    }

    private static AssemblerRegister32 Low(AssemblerRegister64 register) => Half[Array.IndexOf(Wide, register)];

    private void Walk(LoopRegisters loop, long start, int scale)
    {
        var element = __[loop.Pointer + loop.Index * scale + _random.Next(-64, 64)];
        switch (_random.Next(13))
        {
            case 0 or 1: _code.add(Any(loop.Others), __qword_ptr[element]); break;
            case 2: _code.mov(__qword_ptr[element], Any(loop.Others)); break;
            case 3: _code.mov(Low(Any(loop.Others)), __dword_ptr[loop.Pointer + _random.Next(-64, 64)]); break;
            case 4: _code.add(__qword_ptr[loop.Pointer], Any(loop.Others)); break;
            case 5: _code.add(loop.Pointer, _random.Next(-64, 64)); break;
            case 6: _code.lea(loop.Pointer, __[loop.Pointer + loop.Step]); break;
            case 7: _code.add(loop.Index, loop.Step); break;
            case 8: _code.sub(loop.Index, loop.Step); break;
            case 9: _code.add(loop.Index, _random.Next(-8, 8)); break;
            case 10: _code.prefetcht0(__byte_ptr[element]); break;
            case 11: _code.mov(loop.Pointer, start); break;
            default:
                var over = _code.CreateLabel();
                _code.jb(over);
                _code.sub(loop.Pointer, 8);
                _code.xor(Any(loop.Others), __qword_ptr[element]);
                _code.Label(ref over);
                _code.nop();
                break;
        }
    }
}
