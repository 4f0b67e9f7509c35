using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Host;
using Iced.Intel;
using Xunit;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>
/// 32-bit programs on the processor itself and through the engine, as compatibility mode at level 0 with flat segments. HYPERWEAVE_DIFFERENTIAL=N runs N
/// programs instead of the short form's.
/// </summary>
[Collection(Differential.SequenceTests.NativeCollection)]
public sealed unsafe class NarrowAgainstTheProcessor
{
    private const int ShortForm = 300, Instructions = 60;
    private const ulong StatusFlags = 0xCD5, Present = 1, Writable = 2;
    private const uint CodeAttributes = 0xC0_9B00, DataAttributes = 0xC0_9300;

    [Fact]
    public void RandomProgramsGiveTheSameState()
    {
        int programs = int.TryParse(Environment.GetEnvironmentVariable("HYPERWEAVE_DIFFERENTIAL"), out int wanted) ? wanted : ShortForm;
        using var guest = MakeGuest();
        using var native = new CompatibilityMode();
        for (int seed = 1; seed <= programs; seed++) Compare(seed, guest, native);
        Assert.True(guest.Engine.Statistics.TranslatedInstructions > programs * Instructions, "the programs were interpreted");
    }

    /// <summary>XMM8 to XMM15 are not there: neither written nor read, and unchanged.</summary>
    [Fact]
    public void FxsaveAndFxrstorGiveTheSameState()
    {
        using var guest = MakeGuest();
        using var native = new CompatibilityMode();
        var code = new Assembler(32);
        code.fninit();
        code.fxsave(__[NarrowProgram.Data + 0x1000]);
        code.pxor(xmm0, xmm0);
        code.xor(__byte_ptr[NarrowProgram.Data + 0x1000 + 288], 0xFF);
        code.fxrstor(__[NarrowProgram.Data + 0x1000]);
        Compare(1, Guest.Assemble(code, NarrowProgram.Code), guest, native);
    }

    private static void Compare(int seed, Guest guest, CompatibilityMode native) =>
        Compare(seed, Guest.Assemble(new NarrowProgram(seed).Build(Instructions), NarrowProgram.Code), guest, native);

    private static void Compare(int seed, byte[] program, Guest guest, CompatibilityMode native)
    {
        var data = new byte[Guest.DataPages * 4096];
        new Random(seed).NextBytes(data);
        Prepare(native.Context, seed);
        data.CopyTo(CompatibilityMode.Data);
        native.Run(program);

        Prepare(guest.Context, seed);
        guest.Load(Guest.DataPhysical, data);
        guest.Engine.Written(Guest.Code, program.Length + 2);
        guest.Load(Guest.Code, [.. program, 0xE6, 0xF4]);
        guest.Cpu->Rip = NarrowProgram.Code;
        var exit = guest.Run();

        Assert.True(exit.Kind == ExitKind.PortIo, $"seed {seed}: exit {exit.Kind} {exit.Message} vector {exit.Vector} address {exit.Address:X} at {guest.Cpu->Rip:X}");
        CpuState* expected = native.Context.Cpu, actual = guest.Cpu;
        for (int register = 0; register < 8; register++)
            Assert.True(expected->Gpr[register] == actual->Gpr[register], $"seed {seed}: register {register}: {expected->Gpr[register]:X}, translated {actual->Gpr[register]:X}");
        Assert.True(((expected->Rflags ^ actual->Rflags) & StatusFlags) == 0, $"seed {seed}: flags {expected->Rflags:X}, translated {actual->Rflags:X}");
        Assert.True(new Span<byte>(expected->Fxsave + 160, 256).SequenceEqual(new Span<byte>(actual->Fxsave + 160, 256)), $"seed {seed}: XMM");
        int difference = CompatibilityMode.Data.CommonPrefixLength(guest.Memory.Slice(Guest.DataPhysical, data.Length));
        Assert.True(difference == data.Length, $"seed {seed}: data differ at {difference:X}");
    }

    /// <summary>R8 to R15 of the guest must come through: they are a 64-bit kernel's.</summary>
    private static void Prepare(ProcessorContext context, int seed)
    {
        var random = new Random(seed);
        for (int register = 0; register < 8; register++) context.Cpu->Gpr[register] = (uint)random.NextInt64();
        for (int word = 0; word < 64; word++) ((uint*)(context.Cpu->Fxsave + 160))[word] = (uint)random.Next();
        context.Cpu->Rsp = NarrowProgram.Data + 0xF000;
        context.Cpu->Rflags = 2;
        context.Cpu->InterruptFlag = 1;
    }

    /// <summary>The data pages once more at the program's addresses, and its code behind them.</summary>
    private static Guest MakeGuest()
    {
        const ulong Pointers = 0x2000, Directory = 0x9000;
        const int CodePages = 4;
        var guest = new Guest();
        guest.Engine.Turns = 0;
        guest.Memory.Write(Pointers + (NarrowProgram.Data >> 30) * 8, Directory | Writable | Present);
        guest.Memory.Write(Directory + (NarrowProgram.Data >> 21 & 511) * 8, Guest.DataEntry(0) | Writable | Present);
        for (int page = 0; page < CodePages; page++) guest.Memory.Write(Guest.DataEntry(Guest.DataPages + page), Guest.Code + (ulong)page * 4096 | Writable | Present);
        var flat = new Segment { Selector = 8, Limit = uint.MaxValue, Attributes = DataAttributes };
        (guest.Cpu->Ds, guest.Cpu->Es, guest.Cpu->Ss) = (flat, flat, flat);
        guest.Cpu->Cs = flat with { Attributes = CodeAttributes };
        return guest;
    }
}
