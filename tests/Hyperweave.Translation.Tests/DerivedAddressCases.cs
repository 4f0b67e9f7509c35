using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Engines.Translation;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>A bias serves what was made from the register that it was looked up for, and nothing else: RDI points to data, and each case leads RSI or RDI to a word of this process by its bias.</summary>
public sealed unsafe class DerivedAddressCases
{
    private delegate void Path(Assembler code, ulong target);

    /// <summary>What should lead to a fault, by name. RBX is what the guest gets to see.</summary>
    private static readonly Dictionary<string, Path> Paths = new()
    {
        ["the register is written after it was copied"] = (code, target) =>
        {
            code.mov(rsi, target);
            code.mov(rdx, rsi);
            code.mov(rsi, rdi);
            code.mov(rax, __[rsi]);
            code.mov(rbx, __[rdx]);
        },
        ["the copy is written"] = (code, target) =>
        {
            code.mov(rsi, rdi);
            code.mov(rax, __[rdi]);
            code.mov(rsi, target);
            code.mov(rbx, __[rsi]);
        },
        ["the copy's lower half is written"] = (code, target) =>
        {
            code.mov(rsi, rdi);
            code.mov(rax, __[rdi]);
            code.mov(rdi, target);
            code.mov(esi, esi);
            code.mov(rbx, __[rdi]);
        },
        ["both are exchanged with others"] = (code, target) =>
        {
            code.mov(rsi, rdi);
            code.mov(rdx, target);
            code.mov(rax, __[rdi]);
            code.xchg(rdx, rdi);
            code.mov(rbx, __[rdi]);
        },
        ["an index of 64 bits is added"] = (code, target) =>
        {
            code.mov(rdx, target - Guest.Data);
            code.mov(rax, __[rdi]);
            code.lea(rsi, __[rdi + rdx]);
            code.mov(rbx, __[rsi]);
        },
        ["an index of 64 bits is added to a constant"] = (code, target) =>
        {
            code.mov(ecx, 0x2000);
            code.mov(rdx, target - 0x2000);
            code.mov(rax, __[rdi]);
            code.mov(rbx, __[rcx + rdx]);
        },
        ["a scaled index of 64 bits is added to a constant"] = (code, target) =>
        {
            code.mov(ecx, (uint)target & 7);
            code.mov(rdx, target >> 3);
            code.mov(rax, __[rcx]);
            code.mov(rbx, __[rcx + rdx * 8]);
        },
        ["the constant is written"] = (code, target) =>
        {
            code.mov(ecx, 0x2000);
            code.mov(rax, __[rcx]);
            code.mov(rcx, target);
            code.xor(edx, edx);
            code.mov(rbx, __[rcx + rdx]);
        },
        ["an index of 64 bits, found not to be below one of 32"] = (code, target) => Compared(code, target, jump: (taken) => code.jae(taken)),
        ["an index of 64 bits, found to differ from one of 32"] = (code, target) => Compared(code, target, jump: (taken) => code.jne(taken)),
        ["an index of 64 bits, compared with signs"] = (code, target) => Compared(code, target, jump: (taken) => { code.jl(taken); code.jg(taken); }),
        ["an index of 64 bits, its lower half compared"] = (code, target) =>
        {
            var near = code.CreateLabel();
            code.mov(rdx, target - Guest.Data);
            code.mov(rax, __[rdi]);
            code.cmp(edx, -1);
            code.jbe(near);
            code.nop();
            code.Label(ref near);
            code.mov(rbx, __[rdi + rdx]);
        },
    };

    private static void Compared(Assembler code, ulong target, Action<Label> jump)
    {
        var far = code.CreateLabel();
        code.mov(rdx, target - Guest.Data);
        code.mov(ecx, 16);
        code.mov(rax, __[rdi]);
        code.cmp(rdx, rcx);
        jump(far);
        code.@out(0xF4, al);
        code.ud2();
        code.Label(ref far);
        code.mov(rbx, __[rdi + rdx]);
    }

    public static TheoryData<string> Names => [.. Paths.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AnAddressMadeOtherwiseIsLookedUp(string name)
    {
        using var guest = Begin(out ulong distance);
        ulong canary = 0x0123_4567_89AB_CDEF;
        ulong target = (ulong)&canary - distance;
        var exit = guest.Run(code =>
        {
            code.mov(rdi, (long)Guest.Data);
            code.xor(ebx, ebx);
            Paths[name](code, target);
        });
        Assert.NotEqual(canary, guest.Cpu->Rbx);
        Assert.Equal(ExitKind.Exception, exit.Kind);
    }

    /// <summary>Each turn makes the next address from the one before, up to 32 GiB on, and accesses nothing.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(8, 0)]
    [InlineData(8, 1 << 30)]
    public void WhatIsMadeFromWhatWasMadeIsLookedUp(int scale, int offset)
    {
        using var guest = Begin(out ulong distance);
        ulong canary = 0x0123_4567_89AB_CDEF;
        ulong target = (ulong)&canary - distance;
        // From below, whichever is the higher: addresses that are not canonical on the way are only summed up.
        ulong far = target - Guest.Data, turns = far / (0xFFFF_FFFFUL * (ulong)scale + (ulong)offset);
        if ((long)far < 0 || turns > 100_000) return;
        ulong start = target - turns * (0xFFFF_FFFFUL * (ulong)scale + (ulong)offset);
        var exit = guest.Run(code =>
        {
            var again = code.CreateLabel();
            code.mov(rdi, start);
            code.mov(edx, -1);
            code.mov(ecx, (uint)turns);
            code.xor(ebx, ebx);
            code.mov(rax, (long)Guest.Data);
            code.mov(rax, __[rax]);
            code.Label(ref again);
            code.lea(rsi, __[rdi + rdx * scale + offset]);
            code.mov(rdi, rsi);
            code.dec(ecx);
            code.jne(again);
            code.mov(rbx, __[rsi]);
        });
        Assert.NotEqual(canary, guest.Cpu->Rbx);
        Assert.Equal(ExitKind.Exception, exit.Kind);
    }

    /// <summary>The element's address, the field's and the copy's reach what the array's does, on both sides of a slot's end.</summary>
    [Fact]
    public void WhatIsMadeFromAPointerReachesItsData()
    {
        using var guest = Begin(out _);
        for (uint word = 0; word < 1024; word++) guest.Memory.Write(Guest.DataPhysical + word * 4, word);
        Assert.Equal(ExitKind.PortIo, guest.Run(code =>
        {
            var again = code.CreateLabel();
            code.mov(rdi, (long)Guest.Data);
            code.xor(eax, eax);
            code.mov(ecx, 512);
            code.Label(ref again);
            code.mov(r8, rdi);
            code.lea(r9, __[r8 + rcx * 4 + 16]);
            code.add(eax, __dword_ptr[r9]);
            code.add(eax, __dword_ptr[r8 + rcx * 4]);
            code.add(eax, __dword_ptr[r8 + 4]);
            code.dec(ecx);
            code.jne(again);
        }).Kind);
        Assert.Equal((ulong)(512 * 513 / 2 * 2 + 512 * 4 + 512), guest.Cpu->Rax);
    }

    /// <summary>A constant address, with and without an index, above and below 2^32.</summary>
    [Fact]
    public void AnArrayAtAKnownAddressIsReached()
    {
        using var guest = Begin(out _);
        for (uint word = 0; word < 1024; word++) guest.Memory.Write(0x8000 + word * 4, word);
        Assert.Equal(ExitKind.PortIo, guest.Run(code =>
        {
            var again = code.CreateLabel();
            code.xor(eax, eax);
            code.xor(edx, edx);
            code.mov(ecx, 512);
            code.Label(ref again);
            code.mov(r8d, 0x8000);
            code.add(eax, __dword_ptr[r8 + rcx * 4]);
            code.add(eax, __dword_ptr[r8 + rdx]);
            code.add(eax, __dword_ptr[r8 + 4]);
            code.mov(r12d, ecx);
            code.add(eax, __dword_ptr[r8 + r12 * 4 + 4]);
            code.add(rdx, 4);
            code.dec(ecx);
            code.jne(again);
        }).Kind);
        Assert.Equal((ulong)(512 * 513 / 2 + 511 * 512 / 2 + 512 + 512 * 513 / 2 + 512), guest.Cpu->Rax);
    }

    /// <param name="distance">From an address of the guest's data to its place in this process.</param>
    private static Guest Begin(out ulong distance)
    {
        var guest = new Guest();
        guest.Engine.Turns = 0;
        Assert.Equal(ExitKind.PortIo, guest.Run(code =>
        {
            code.mov(rdi, (long)Guest.Data);
            code.mov(rax, __[rdi]);
        }).Kind);
        distance = guest.Context.Word(EngineLayout.BiasTable + (int)(Guest.Data >> 39) * 8);
        return guest;
    }
}
