using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Host;
using Xunit;

namespace Hyperweave.Translation.Tests;

/// <summary>
/// The independent judge: the same bytes, from the same state, on the processor itself and through the engine. The data has
/// the same address in both. HYPERWEAVE_DIFFERENTIAL=N runs N programs instead of the short form's; the first seed is 1.
/// </summary>
[Collection(Differential.SequenceTests.NativeCollection)]
public sealed unsafe class AgainstTheProcessor
{
    private const int ShortForm = 300, Instructions = 60;
    private const ulong DataBytes = Guest.DataPages * 4096;
    /// <summary>Programs loop three times: in the second tier alone, from the first to the second, in the first alone.</summary>
    private static readonly int[] Turns = [0, 1, 1000];
    private static readonly ulong StatusFlags = 0xCD5;

    [Fact]
    public void RandomProgramsGiveTheSameState()
    {
        int programs = int.TryParse(Environment.GetEnvironmentVariable("HYPERWEAVE_DIFFERENTIAL"), out int wanted) ? wanted : ShortForm;
        Memory.ReserveAt(Guest.Data, DataBytes);
        try
        {
            Memory.Protect(Guest.Data, DataBytes, Protection.ReadWrite);
            using var guest = new Guest();
            using var native = new ProcessorContext();
            using var cache = new CodeCache(1 << 20);
            for (int seed = 1; seed <= programs; seed++) Compare(seed, guest, native, cache);
        }
        finally
        {
            Memory.Free((byte*)Guest.Data, DataBytes);
        }
    }

    private static void Compare(int seed, Guest guest, ProcessorContext native, CodeCache cache)
    {
        byte[] program = Guest.Assemble(new RandomProgram(seed).Build(Instructions), Guest.Code);
        var random = new Random(seed);
        var data = new byte[DataBytes];
        random.NextBytes(data);
        int registers = random.Next();
        Prepare(native, registers);
        data.CopyTo(new Span<byte>((byte*)Guest.Data, data.Length));
        RunNative(native, cache, program);

        Prepare(guest.Context, registers);
        guest.Engine.Turns = Turns[seed % Turns.Length];
        guest.Load(Guest.DataPhysical, data);
        guest.Engine.Written(Guest.Code, program.Length + 2);
        guest.Load(Guest.Code, [.. program, 0xE6, 0xF4]);
        guest.Cpu->Rip = Guest.Code;
        var exit = guest.Run();

        Assert.True(exit.Kind == ExitKind.PortIo, $"seed {seed}: exit {exit.Kind} {exit.Message} vector {exit.Vector} address {exit.Address:X} at {guest.Cpu->Rip:X}");
        for (int register = 0; register < 16; register++)
            Assert.True(native.Cpu->Gpr[register] == guest.Cpu->Gpr[register], $"seed {seed}: register {register}: {native.Cpu->Gpr[register]:X}, translated {guest.Cpu->Gpr[register]:X}");
        Assert.True(((native.Cpu->Rflags ^ guest.Cpu->Rflags) & StatusFlags) == 0, $"seed {seed}: flags {native.Cpu->Rflags:X}, translated {guest.Cpu->Rflags:X}");
        Assert.True(new Span<byte>(native.Cpu->Fxsave + 160, 256).SequenceEqual(new Span<byte>(guest.Cpu->Fxsave + 160, 256)), $"seed {seed}: XMM");
        int difference = new Span<byte>((byte*)Guest.Data, data.Length).CommonPrefixLength(guest.Memory.Slice(Guest.DataPhysical, data.Length));
        Assert.True(difference == data.Length, $"seed {seed}: data differ at {difference:X}");
    }

    private static void Prepare(ProcessorContext context, int seed)
    {
        var random = new Random(seed);
        for (int register = 0; register < 16; register++) context.Cpu->Gpr[register] = (ulong)random.NextInt64();
        for (int word = 0; word < 64; word++) ((uint*)(context.Cpu->Fxsave + 160))[word] = (uint)random.Next();
        context.Cpu->Rsp = Guest.Data + 0xF000;
        context.Cpu->Rflags = 2;
        context.Cpu->InterruptFlag = 0;
    }

    private static void RunNative(ProcessorContext context, CodeCache cache, byte[] program)
    {
        cache.Reset();
        ulong offset = cache.Allocate((ulong)program.Length + 32)!.Value;
        program.CopyTo(new Span<byte>(cache.Write + offset, program.Length));
        // jmp [rip]: the address follows.
        byte[] jump = [0xFF, 0x25, 0, 0, 0, 0];
        jump.CopyTo(new Span<byte>(cache.Write + offset + program.Length, jump.Length));
        *(ulong*)(cache.Write + offset + program.Length + jump.Length) = (ulong)NativeEntry.FullExit;
        context.Word(ContextLayout.EntryRip) = (ulong)(cache.Execute + offset);
        context.Word(ContextLayout.Exit) = ExitCode.FirstOfEngine;
        ProcessorThread.Run(context, () => NativeEntry.Enter());
        Assert.True(context.Word(ContextLayout.Exit) == ExitCode.FirstOfEngine, $"the program itself faults at {context.Word(ContextLayout.FaultAddress):X}");
    }
}
