using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Engines.Translation;
using Hyperweave.Vmm.Operations;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>Addresses that move by steps in a loop: a bias serves round it as long as each step is followed by an access, and no longer.</summary>
public sealed unsafe class StepCases
{
    private const ulong Present = 1, Writable = 2, User = 4, Slot = 1UL << 39;
    private const int Elements = 32;

    /// <summary>A pointer, an index and an index with a step in a register walk from one slot into the next.</summary>
    [Theory]
    [InlineData("pointer")]
    [InlineData("index")]
    [InlineData("scaled index")]
    [InlineData("stride")]
    public void AWalkAcrossTheEndOfASlotReachesBothSides(string walk)
    {
        using var guest = new Guest();
        guest.Engine.Turns = 0;
        ulong border = Guest.Data + Slot;
        MapBorder(guest, border);
        for (int word = 0; word < 1024; word++)
        {
            guest.Memory.Write(Guest.DataPhysical + (ulong)word * 4, (uint)word);
            guest.Memory.Write((ulong)word * 4, 1_000_000u + (uint)word);
        }
        var exit = guest.Run(code =>
        {
            var again = code.CreateLabel();
            code.xor(eax, eax);
            code.mov(ecx, Elements);
            code.mov(esi, 4);
            code.mov(rdi, (long)border - Elements / 2 * 4);
            code.mov(rdx, walk == "pointer" ? 0L : -Elements / 2 * (walk == "scaled index" ? 1L : 4));
            if (walk != "pointer") code.mov(rdi, (long)border);
            code.Label(ref again);
            Step(code, walk);
            code.dec(ecx);
            code.jne(again);
        });
        Assert.Equal(ExitKind.PortIo, exit.Kind);
        long expected = 0;
        for (int element = 0; element < Elements / 2; element++) expected += 1024 - Elements / 2 + element + 1_000_000 + element;
        Assert.Equal((ulong)expected, guest.Cpu->Rax);
    }

    private static void Step(Assembler code, string walk)
    {
        switch (walk)
        {
            case "pointer":
                code.add(eax, __dword_ptr[rdi]);
                code.add(rdi, 4);
                break;
            case "scaled index":
                code.add(eax, __dword_ptr[rdi + rdx * 4]);
                code.add(rdx, 1);
                break;
            case "index":
                code.add(eax, __dword_ptr[rdi + rdx]);
                code.add(rdx, 4);
                break;
            default:
                code.add(eax, __dword_ptr[rdi + rdx]);
                code.add(rdx, rsi);
                break;
        }
    }

    /// <summary>The last page of the data's slot is the first of the data; the first page of the next slot is page 0.</summary>
    private static void MapBorder(Guest guest, ulong border)
    {
        guest.Memory.Write(0x1000 + (border >> 39 & 511) * 8, guest.Memory.Read<ulong>(0x1000));
        guest.Memory.Write(0x5000UL + 511 * 8, 0x8000UL | Present | Writable | User);
        guest.Memory.Write(0x8000UL + 511 * 8, 0x9000UL | Present | Writable | User);
        guest.Memory.Write(0x9000UL + 511 * 8, Guest.DataPhysical | Present | Writable | User);
    }

    /// <summary>
    /// Steps of nearly 4 GiB lead from the data to where the data's bias would have a word of this process read; what names memory on the
    /// way does not access it. The guest must fault.
    /// </summary>
    [Theory]
    [InlineData("nothing")]
    [InlineData("prefetch")]
    [InlineData("masked load")]
    [InlineData("skipped access")]
    [InlineData("stack access")]
    [InlineData("constant access")]
    public void StepsWithoutAnAccessDoNotKeepTheBias(string named)
    {
        using var guest = new Guest(level: ProcessorLevel.V3);
        guest.Engine.Turns = 0;
        ulong canary = 0x0123_4567_89AB_CDEF;
        Assert.Equal(ExitKind.PortIo, guest.Run(code =>
        {
            code.mov(rdi, (long)Guest.Data);
            code.mov(rax, __qword_ptr[rdi]);
        }).Kind);
        ulong target = (ulong)&canary - guest.Context.Word(EngineLayout.BiasTable + (int)(Guest.Data >> 39) * 8);
        long distance = (long)(target - Guest.Data), steps = Math.Abs(distance) / 0xFFFF_0000 + 1;
        bool goesUp = distance > 0;
        var exit = guest.Run(code =>
        {
            AssemblerRegister64 pointer = rdi, step = rdx;
            var again = code.CreateLabel();
            code.mov(pointer, (long)(target - (ulong)(distance / steps * steps)));
            code.mov(edx, (uint)Math.Abs(distance / steps));
            code.mov(ecx, (uint)steps);
            code.mov(rax, __qword_ptr[pointer]);
            code.vpxor(xmm0, xmm0, xmm0);
            code.Label(ref again);
            Name(code, named);
            if (goesUp) code.add(pointer, step);
            else code.sub(pointer, step);
            code.dec(ecx);
            code.jne(again);
            code.mov(rbx, __qword_ptr[pointer]);
        });
        Assert.NotEqual(canary, guest.Cpu->Rbx);
        Assert.Equal(ExitKind.Exception, exit.Kind);
        Assert.Equal(target, guest.Cpu->Rdi);
    }

    private static void Name(Assembler code, string named)
    {
        switch (named)
        {
            case "prefetch":
                code.prefetcht0(__byte_ptr[rdi]);
                break;
            case "masked load":
                code.vmaskmovps(xmm1, xmm0, __xmmword_ptr[rdi]);
                break;
            case "stack access":
                code.mov(rbx, __qword_ptr[rsp]);
                break;
            case "constant access":
                code.mov(rbx, __qword_ptr[(long)Guest.Code]);
                break;
            case "skipped access":
                var over = code.CreateLabel();
                code.test(ecx, ecx);
                code.jne(over);
                code.mov(rbx, __qword_ptr[rdi]);
                code.Label(ref over);
                code.nop();
                break;
        }
    }
}
