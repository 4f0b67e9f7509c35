using Hyperweave.Vmm.Engines;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>Indirect targets of a kernel whose addresses end in the same 16 bits: they share a place in the table.</summary>
public sealed unsafe class TargetCases
{
    private const ulong Upper = 0xFFFF_FF80_0000_0000, Distance = 0x1_0000;
    private const int Functions = 3, Turns = 1000;

    [Fact]
    public void TargetsThatShareAPlaceAreFoundWithoutTheMachine()
    {
        using var guest = KernelGuest();
        Assert.Equal(111UL * Turns, CallAll(guest));
        Assert.InRange(guest.Engine.Statistics.MissedTargets, Functions, 100);
    }

    /// <summary>First, middle and last of those that go on to each other.</summary>
    [Theory]
    [InlineData(0, 7, 117UL)]
    [InlineData(1, 7, 108UL)]
    [InlineData(2, 7, 18UL)]
    public void OneThatChangesLeavesTheOthers(int which, int amount, ulong sum)
    {
        using var guest = KernelGuest();
        CallAll(guest);
        Write(guest, which, amount);
        Assert.Equal(sum * Turns, CallAll(guest));
    }

    private static Guest KernelGuest()
    {
        var guest = new Guest();
        guest.Memory.Write(Guest.FirstTableEntry + 511 * 8, guest.Memory.Read<ulong>(Guest.FirstTableEntry));
        int amount = 1;
        for (int which = 0; which < Functions; which++, amount *= 10) Write(guest, which, amount);
        return guest;
    }

    private static ulong At(int which) => Guest.Code + Distance * (ulong)(which + 1);

    private static void Write(Guest guest, int which, int amount)
    {
        var code = new Assembler(64);
        code.add(rbx, amount);
        code.ret();
        guest.Load(At(which), Guest.Assemble(code, At(which)));
        guest.Engine.Written(At(which), 16);
    }

    /// <summary>What the functions add up to.</summary>
    private static ulong CallAll(Guest guest)
    {
        var code = new Assembler(64);
        var again = code.CreateLabel();
        code.xor(ebx, ebx);
        code.mov(ecx, Turns);
        code.Label(ref again);
        for (int which = 0; which < Functions; which++)
        {
            code.mov(rax, Upper + At(which));
            code.call(rax);
        }
        code.dec(ecx);
        code.jne(again);
        code.@out(0xF4, al);
        guest.Load(Guest.Code, Guest.Assemble(code, Upper + Guest.Code));
        guest.Engine.Written(Guest.Code, 256);
        guest.Cpu->Rip = Upper + Guest.Code;
        Assert.Equal(ExitKind.PortIo, guest.Run().Kind);
        return guest.Cpu->Rbx;
    }
}
