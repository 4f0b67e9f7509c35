using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>Ports above IOPL: the task's I/O map decides (Intel SDM 1 19.5.2).</summary>
internal static partial class SystemScenarios
{
    private const uint IoMap = Place.Task + 0x68;

    internal static IEnumerable<Scenario> Ports()
    {
        yield return new("ports that the I/O map gives to user mode", code => InUserMode(code, denied: 0x22, () => { code.mov(al, 0x5A); code.@out(0x21, al); code.mov(al, 0); code.@in(al, 0x21); code.mov(ebx, eax); }));
        yield return new("a port that it denies", code => InUserMode(code, denied: 0x21, () => code.@in(al, 0x21)));
        yield return new("two ports, the second denied", code => InUserMode(code, denied: 0x22, () => code.@in(ax, 0x21)));
        yield return new("two ports in two bytes of the map, the second denied", code => InUserMode(code, denied: 0x28, () => code.@in(ax, 0x27)));
        yield return new("a port above the map", code => InUserMode(code, denied: 0x22, () => { code.mov(edx, 0xFF00); code.@in(al, dx); }));
    }

    /// <summary>With a map of all ports that lie within a page, one of them denied.</summary>
    private static void InUserMode(Assembler code, int denied, Action work)
    {
        code.mov(__word_ptr[Place.Gdt + Selector.Task], 0xFFF);
        code.mov(__byte_ptr[Place.Gdt + Selector.Task + 5], 0x89);
        code.mov(ebx, Selector.Task);
        code.ltr(bx);
        code.or(__byte_ptr[IoMap + (denied / 8)], 1 << denied % 8);
        code.EnterUser();
        work();
        code.BackToKernel();
    }
}
