using Hyperweave.Vmm.Host;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Translation.Tests;

/// <summary>
/// 32-bit code on the processor itself: Linux gives every process a 32-bit code segment (arch/x86/include/asm/segment.h), which a far
/// jump enters and leaves. Code and data lie at the addresses of <see cref="NarrowProgram"/>.
/// </summary>
internal sealed unsafe class CompatibilityMode : IDisposable
{
    private const ushort NarrowCode = 0x23, WideCode = 0x33, UserData = 0x2B;
    private const int CodeBytes = 0x4000, Entry = 0x3000, Leave = 0x3800, DataBytes = 0x1_0000;
    private readonly int _file = Memory.CreateFile("narrow\0"u8, CodeBytes);
    private readonly byte* _write;

    internal CompatibilityMode()
    {
        Memory.ReserveAt(NarrowProgram.Data, DataBytes + CodeBytes);
        Memory.Protect(NarrowProgram.Data, DataBytes, Protection.ReadWrite);
        _write = Memory.MapFile(_file, 0, CodeBytes, Protection.ReadWrite);
        Memory.MapFileOver(NarrowProgram.Code, _file, 0, CodeBytes, Protection.ReadExecute);
        Load(Entry, code =>
        {
            code.mov(r8d, UserData);
            code.mov(ds, r8d);
            code.mov(es, r8d);
            code.jmp(__fword_ptr[NarrowProgram.Code + Entry + 0x100]);
        });
        *(uint*)(_write + Entry + 0x100) = NarrowProgram.Code;
        *(ushort*)(_write + Entry + 0x104) = NarrowCode;
        Load(Leave, code =>
        {
            code.mov(r8d, 0);
            code.mov(ds, r8d);
            code.mov(es, r8d);
            code.mov(r8, (long)NativeEntry.FullExit);
            code.jmp(r8);
        });
    }

    internal static Span<byte> Data => new((byte*)(ulong)NarrowProgram.Data, DataBytes);

    internal ProcessorContext Context { get; } = new();

    internal void Run(ReadOnlySpan<byte> program)
    {
        program.CopyTo(new Span<byte>(_write, Entry));
        // JMP ptr16:32.
        byte* end = _write + program.Length;
        *end = 0xEA;
        *(uint*)(end + 1) = NarrowProgram.Code + Leave;
        *(ushort*)(end + 5) = WideCode;
        Context.Word(ContextLayout.EntryRip) = NarrowProgram.Code + Entry;
        Context.Word(ContextLayout.Exit) = ExitCode.FirstOfEngine;
        ProcessorThread.Run(Context, () => NativeEntry.Enter());
    }

    private void Load(int offset, Action<Assembler> write)
    {
        var code = new Assembler(64);
        write(code);
        Guest.Assemble(code, NarrowProgram.Code + (ulong)offset).CopyTo(new Span<byte>(_write + offset, 0x100));
    }

    public void Dispose()
    {
        Memory.Free((byte*)(ulong)NarrowProgram.Data, DataBytes + CodeBytes);
        Memory.Free(_write, CodeBytes);
        Memory.CloseFile(_file);
        Context.Dispose();
    }
}
