using Hyperweave.Vmm.Host;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Direct.Tests.Host;

/// <summary>Small pieces of "guest" code for the tests of the room below the engines, with a context to run them.</summary>
internal sealed unsafe class GuestCode : IDisposable
{
    private const ulong StackBytes = 64 << 10;
    private readonly CodeCache _cache = new(64 << 10);
    private readonly byte* _stack = Memory.Allocate(StackBytes);

    internal ProcessorContext Context { get; } = new();

    internal GuestCode() => Context.Cpu->Rsp = (ulong)_stack + StackBytes - 64;

    /// <summary>Assembles a piece that ends by leaving with <see cref="ExitCode.Return"/>.</summary>
    internal ulong Piece(Action<Assembler> body)
    {
        var code = new Assembler(64);
        body(code);
        code.mov(r11, (long)NativeEntry.ReturnExit);
        code.jmp(r11);
        return Emit(code);
    }

    internal ulong Emit(Assembler code) => (ulong)_cache.Emit(code);

    /// <summary>Runs a piece on the calling thread, which must be a <see cref="ProcessorThread"/> of the context.</summary>
    internal ulong Run(ulong piece)
    {
        Context.Word(ContextLayout.EntryRip) = piece;
        NativeEntry.Enter();
        return Context.Word(ContextLayout.Exit);
    }

    /// <summary>True while nothing, a signal frame for one, has been written to the guest's stack.</summary>
    internal bool StackIsUntouched => new ReadOnlySpan<byte>(_stack, (int)StackBytes).IndexOfAnyExcept((byte)0) < 0;

    public void Dispose()
    {
        Memory.Free(_stack, StackBytes);
        _cache.Dispose();
        Context.Dispose();
    }
}
