using Iced.Intel;

namespace Hyperweave.Vmm.Host;

/// <summary>
/// Memory for generated code: one file mapped twice, writable at one address and executable at the other, so that no
/// address is ever both. A position is an offset, the same in both.
/// </summary>
internal sealed unsafe class CodeCache : IDisposable
{
    private const ulong Alignment = 16;
    /// <summary>The page fault of a write is several times as dear as its page.</summary>
    private const ulong PopulatedTogether = 256 << 10;
    private readonly int _descriptor;
    /// <summary>Has its pages, and is to have them.</summary>
    private ulong _populated, _wanted;
    private bool _disposed;

    /// <param name="capacity">Bytes, a multiple of 4 KiB.</param>
    /// <exception cref="HostException">The host has not enough memory or addresses.</exception>
    internal CodeCache(ulong capacity)
    {
        Capacity = capacity;
        _descriptor = Memory.CreateFile("code-cache\0"u8, capacity);
        Write = Memory.MapFile(_descriptor, 0, capacity, Protection.ReadWrite);
        Execute = Memory.MapFile(_descriptor, 0, capacity, Protection.ReadExecute);
    }

    internal byte* Write { get; }
    internal byte* Execute { get; }
    internal ulong Capacity { get; }
    internal ulong Used { get; private set; }

    /// <summary>Takes a piece, 16-byte aligned.</summary>
    /// <returns>Its offset, or null when the cache is full.</returns>
    internal ulong? Allocate(ulong length)
    {
        ulong offset = Used + (Alignment - 1) & ~(Alignment - 1);
        if (offset > Capacity || length > Capacity - offset) return null;
        Used = offset + length;
        PopulateAhead();
        return offset;
    }

    /// <summary>Asks another thread to <see cref="Populate"/>; null where there is none.</summary>
    internal Action? OnLow { get; set; }

    /// <summary>What is written next has its pages, or gets them meanwhile.</summary>
    private void PopulateAhead()
    {
        if (Used + PopulatedTogether <= _wanted || _wanted == Capacity) return;
        Volatile.Write(ref _wanted, Math.Min(_wanted + PopulatedTogether, Capacity));
        if (OnLow is { } ask) ask();
        else Populate();
    }

    /// <summary>Gives what is written next its pages; on one thread.</summary>
    internal void Populate()
    {
        ulong wanted = Volatile.Read(ref _wanted);
        Memory.Populate(Write + _populated, wanted - _populated);
        _populated = wanted;
    }

    /// <summary>Gives everything back.</summary>
    internal void Reset() => Used = 0;

    /// <summary>Assembles code into the cache.</summary>
    /// <returns>The executable address of its first byte, and the assembler's result with the addresses of its labels.</returns>
    /// <exception cref="HostException">The cache is full.</exception>
    internal nint Emit(Assembler assembler, out AssemblerResult result)
    {
        // Longest instruction: 15 bytes (Intel SDM 2A 2.3.11).
        ulong bound = (ulong)assembler.Instructions.Count * 15;
        ulong offset = Allocate(bound) ?? throw new HostException($"the code cache of {Capacity} bytes is full");
        var writer = new PointerWriter(Write + offset);
        result = assembler.Assemble(writer, (ulong)(Execute + offset), BlockEncoderOptions.ReturnNewInstructionOffsets);
        Used = offset + (ulong)writer.Length;
        return (nint)(Execute + offset);
    }

    internal nint Emit(Assembler assembler) => Emit(assembler, out _);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Memory.Free(Write, Capacity);
        Memory.Free(Execute, Capacity);
        Memory.CloseFile(_descriptor);
    }

    private sealed class PointerWriter(byte* start) : CodeWriter
    {
        internal int Length { get; private set; }

        public override void WriteByte(byte value) => start[Length++] = value;
    }
}
