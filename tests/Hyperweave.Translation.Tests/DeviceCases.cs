using Hyperweave.Vmm;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Operations;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>Instructions that reach device memory: by a fault at first, by an exit when they do so again and again.</summary>
public sealed unsafe class DeviceCases
{
    private const uint Rounds = 200;
    private const ulong Registers = 0xFEC0_0000, DevicePage = Guest.Data + 3 * 4096;

    /// <summary>All in the second tier, all in the first, and from the first to the second on the way.</summary>
    public static TheoryData<int> Turns => [0, 4000, 50];

    [Theory, MemberData(nameof(Turns))]
    public void EachAccessReachesTheDeviceOnceAndInOrder(int turns)
    {
        using var guest = new Guest();
        var device = Attach(guest, turns);
        guest.Cpu->Rdi = DevicePage;
        device.Run(code => Loop(code, () =>
        {
            code.mov(__dword_ptr[rdi + 8], ecx);
            code.mov(r9d, __dword_ptr[rdi + 4]);
            code.add(r8, r9);
            code.and(__dword_ptr[rdi + 12], 0xFF);
        }));
        for (uint round = 0; round < Rounds; round++)
        {
            uint number = 4 * round;
            Assert.Equal([$"8={Rounds - round}", $"4->{number + 1}", $"12->{number + 2}", $"12={number + 2 & 0xFF}"], device.Log.Skip(4 * (int)round).Take(4));
        }
        Assert.Equal(4 * (int)Rounds, device.Log.Count);
        ulong sum = 0;
        for (uint round = 0; round < Rounds; round++) sum += 4 * round + 1;
        Assert.Equal(sum, guest.Cpu->R8);
        // Each of the three instructions faults in few of its 200 rounds, in the code of either tier.
        Assert.InRange(guest.Engine.Statistics.Faults, 1, 60);
    }

    [Theory, MemberData(nameof(Turns))]
    public void WhatMeetsDeviceAndMemoryInTurnLosesNeither(int turns)
    {
        using var guest = new Guest();
        var device = Attach(guest, turns);
        (guest.Cpu->Rdi, guest.Cpu->Rsi) = (DevicePage, Guest.Data);
        // Long enough with the device alone to become an exit there, then with each in turn.
        device.Run(code => Loop(code, () =>
        {
            var stays = code.CreateLabel();
            code.mov(__dword_ptr[rdi], ecx);
            code.cmp(ecx, (int)Rounds / 2);
            code.ja(stays);
            code.xchg(rdi, rsi);
            code.add(rsi, 4);
            code.Label(ref stays);
        }));
        var written = new List<string>();
        var kept = new SortedDictionary<ulong, uint>();
        var (first, second) = (DevicePage, Guest.Data);
        for (uint left = Rounds; left > 0; left--)
        {
            if (first >= DevicePage) written.Add($"{first - DevicePage}={left}");
            else kept[first] = left;
            if (left <= Rounds / 2) (first, second) = (second, first + 4);
        }
        Assert.Equal(written, device.Log);
        foreach (var (address, value) in kept) Assert.Equal(value, guest.Memory.Read<uint>(Guest.DataPhysical + address - Guest.Data));
    }

    [Theory, MemberData(nameof(Turns))]
    public void OtherCodeInItsPlaceReachesNothing(int turns)
    {
        using var guest = new Guest();
        var device = Attach(guest, turns);
        guest.Cpu->Rdi = DevicePage;
        device.Run(code => Loop(code, () => code.mov(__dword_ptr[rdi + 8], eax)));
        Assert.Equal((int)Rounds, device.Log.Count);
        // LEA's bytes are those of MOV but for the opcode.
        device.Run(code => Loop(code, () => code.lea(eax, __dword_ptr[rdi + 8])));
        Assert.Equal((int)Rounds, device.Log.Count);
        Assert.Equal((DevicePage + 8) & uint.MaxValue, guest.Cpu->Rax);
        guest.Cpu->Rdi = Guest.Data;
        device.Run(code => Loop(code, () => code.mov(__dword_ptr[rdi + 8], ecx)));
        Assert.Equal((int)Rounds, device.Log.Count);
        Assert.Equal(1u, guest.Memory.Read<uint>(Guest.DataPhysical + 8));
    }

    [Theory, MemberData(nameof(Turns))]
    public void ADeviceThatGoesAwayIsAPageFault(int turns)
    {
        using var guest = new Guest();
        var device = Attach(guest, turns);
        guest.Cpu->Rdi = DevicePage;
        device.Run(code => Loop(code, () => code.mov(__dword_ptr[rdi + 8], ecx)));
        guest.Memory.Write<ulong>(Guest.DataEntry(3), 0);
        guest.Engine.FlushPage(DevicePage);
        guest.Cpu->Rip = Guest.Code;
        var exit = device.Run();
        Assert.Equal((ExitKind.Exception, (byte)ExceptionVector.PF, DevicePage + 8), (exit.Kind, exit.Vector, exit.Address));
        Assert.Equal((int)Rounds, device.Log.Count);
    }

    private static void Loop(Assembler code, Action body)
    {
        var again = code.CreateLabel();
        code.mov(ecx, Rounds);
        code.Label(ref again);
        body();
        code.dec(ecx);
        code.jne(again);
    }

    private static Device Attach(Guest guest, int turns)
    {
        guest.Memory.Write(Guest.DataEntry(3), Registers | 3);
        guest.Engine.Turns = turns;
        return new Device(guest);
    }

    /// <summary>Reads as the number of the access.</summary>
    private sealed class Device : IMemoryDevice, IExitHandler
    {
        private readonly Guest _guest;
        private readonly MemoryAccessor _accessor;
        private uint _accesses;
        private Exit? _other;

        internal Device(Guest guest)
        {
            _guest = guest;
            var bus = new MemoryBus();
            bus.Attach(Registers, 4096, this);
            _accessor = new MemoryAccessor(guest.Cpu, new GuestVirtualMemory(guest.Cpu, guest.Memory, guest.Walker), bus);
            guest.Engine.Handler = this;
        }

        internal List<string> Log { get; } = [];

        /// <summary>Until what is not the device's.</summary>
        internal Exit Run(Action<Assembler> write)
        {
            var code = new Assembler(64);
            write(code);
            code.int3();
            _guest.Engine.Written(Guest.Code, 4096);
            _guest.Load(code);
            _guest.Cpu->Rip = Guest.Code;
            return Run();
        }

        internal Exit Run()
        {
            _other = null;
            ProcessorThread.Run(_guest.Context, () =>
            {
                while (_other is null)
                {
                    var exit = _guest.Engine.Run();
                    if (exit.Kind is not (ExitKind.Interrupted or ExitKind.Stepped)) Handle(exit);
                }
            });
            return _other!.Value;
        }

        public bool Handle(in Exit exit)
        {
            if (exit.Kind == ExitKind.MemoryIo) _accessor.Execute(exit.Instruction);
            else _other = exit;
            return _other is null;
        }

        public uint Read(uint offset)
        {
            uint value = _accesses++;
            Log.Add($"{offset}->{value}");
            return value;
        }

        public void Write(uint offset, uint value)
        {
            _accesses++;
            Log.Add($"{offset}={value}");
        }
    }
}
