using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>The task's I/O permission bitmap, which counts above IOPL (Intel SDM 1 19.5.2).</summary>
internal static partial class SystemScenarios
{
    private const int MapBase = 0x68;

    internal static IEnumerable<Scenario> PortPermissions()
    {
        foreach (var (name, write) in ((string, Action<Assembler>)[])
        [
            ("IN of one that is allowed", code => code.@in(al, 0x80)), ("IN of one that is not", code => code.@in(al, 0x81)), ("OUT by DX", code => { code.mov(edx, 0x80); code.@out(dx, al); }),
            ("two ports, the second not allowed", code => code.@in(ax, 0x80)), ("four ports across two bytes", code => { code.mov(edx, 0x9E); code.@in(eax, dx); }),
            ("four ports, the last not allowed", code => { code.mov(edx, 0x7D); code.@in(eax, dx); }), ("a port beyond the map", code => { code.mov(edx, 0x400); code.@in(al, dx); }),
            ("the last port of the map", code => { code.mov(edx, 0xFF); code.@in(al, dx); }), ("two ports, the second beyond the map", code => { code.mov(edx, 0xFF); code.@in(ax, dx); }),
            ("REP OUTSB", code => { code.mov(edx, 0x80); code.mov(ecx, 2); code.mov(esi, Place.Page(2)); code.rep.outsb(); }), ("INSB of one that is not", code => { code.mov(edx, 0x81); code.mov(edi, Place.Page(2)); code.insb(); }),
        ])
        {
            yield return new($"I/O map: {name}", code => WithMap(code, 0x68 + 0x20, 2, write));
            yield return new($"I/O map, IOPL 3: {name}", code => WithMap(code, 0x68 + 0x20, 0x3002, write));
            yield return new($"I/O map that ends early: {name}", code => WithMap(code, 0x68 + 0x10, 2, write));
        }
        yield return new("I/O map base beyond the limit", code => { code.mov(__word_ptr[Place.Task + 0x66], 0x2000); WithMap(code, 0x90, 2, c => c.@in(al, 0x80)); });
    }

    /// <summary>User code with a bitmap in which only ports 81h and 79h are refused, and a task of this limit.</summary>
    private static void WithMap(Assembler code, int limit, int flags, Action<Assembler> write)
    {
        code.mov(__byte_ptr[Place.Task + MapBase + 0x10], 2);
        code.mov(__byte_ptr[Place.Task + MapBase + 0xF], 2);
        code.mov(__byte_ptr[Place.Task + MapBase + 0x20], -1);
        code.mov(__word_ptr[Place.Gdt + Selector.Task], (short)limit);
        code.mov(__byte_ptr[Place.Gdt + Selector.Task + 5], 0x89);
        code.mov(eax, Selector.Task);
        code.ltr(ax);
        Return(code, Selector.UserCode, flags);
        write(code);
        code.xor(eax, eax);
        code.BackToKernel();
    }
}
