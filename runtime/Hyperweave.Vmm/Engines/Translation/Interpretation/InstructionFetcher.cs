using Hyperweave.Vmm.GuestMemory;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Outcomes of <see cref="InstructionFetcher.Fetch"/>.</summary>
internal enum FetchResult
{
    Ok,
    /// <summary>A page of the instruction is not there, or may not be executed.</summary>
    PageFault,
    /// <summary>RIP is not canonical (#GP).</summary>
    NotCanonical,
    /// <summary>The bytes are no instruction (#UD).</summary>
    Invalid,
    /// <summary>The instruction is longer than 15 bytes (#GP).</summary>
    TooLong,
    /// <summary>The page is device memory: code there is not supported.</summary>
    NotRam,
}

/// <summary>Reads and decodes guest instructions at linear addresses, through the guest's page tables.</summary>
internal sealed unsafe class InstructionFetcher(CpuState* cpu, GuestPhysicalMemory memory, PageWalker walker, OfferedInstructions offered)
{
    /// <summary>Intel SDM 2A 2.3.11.</summary>
    internal const int LongestInstruction = 15;

    private readonly ByteReader _reader = new();
    private Decoder? _decoder;

    /// <summary>The guest's processor knows XSAVE areas in compacted form.</summary>
    internal bool HasCompactedAreas { get; } = offered.Have(Code.Xsavec_mem);

    /// <summary>The guest's processor knows TZCNT, which is BSF to others.</summary>
    internal bool HasTrailingZeroCount { get; } = offered.Have(Code.Tzcnt_r64_rm64);

    /// <summary>The page fault, after <see cref="FetchResult.PageFault"/>.</summary>
    internal PageFault Fault { get; private set; }

    /// <summary>Decodes one instruction; its IP is <paramref name="ip"/>, its bytes are at <paramref name="linear"/>.</summary>
    internal FetchResult Fetch(ulong linear, ulong ip, int bits, out Instruction instruction)
    {
        instruction = default;
        var bytes = stackalloc byte[LongestInstruction];
        int count = (int)Math.Min(LongestInstruction, GuestMemoryMap.PageSize - linear % GuestMemoryMap.PageSize);
        var result = Read(linear, bytes, count);
        if (result != FetchResult.Ok) return result;
        if (Decode(bytes, count, ip, bits, out instruction)) return FetchResult.Ok;
        if (count == LongestInstruction) return WhyNot(bytes, bits);
        if (_decoder!.LastError != DecoderError.NoMoreBytes) return FetchResult.Invalid;
        // The rest is on the next page, which may fault only now that its bytes are needed.
        result = Read(linear + (ulong)count, bytes + count, LongestInstruction - count);
        if (result != FetchResult.Ok) return result;
        return Decode(bytes, LongestInstruction, ip, bits, out instruction) ? FetchResult.Ok : WhyNot(bytes, bits);
    }

    /// <summary>
    /// Of 15 bytes that are no instruction: without the prefixes that are there twice they either are one, with bytes beyond them,
    /// or are none at any length.
    /// </summary>
    private FetchResult WhyNot(byte* bytes, int bits)
    {
        int start = 0;
        while (start < LongestInstruction && IsPrefix(bytes[start])) start++;
        if (start == LongestInstruction) return FetchResult.TooLong;
        var shorter = stackalloc byte[2 * LongestInstruction];
        int kept = 0;
        for (int at = 0; at < start; at++)
        {
            if (!new ReadOnlySpan<byte>(bytes + at + 1, start - at - 1).Contains(bytes[at])) shorter[kept++] = bytes[at];
        }
        new ReadOnlySpan<byte>(bytes + start, LongestInstruction - start).CopyTo(new Span<byte>(shorter + kept, LongestInstruction - start));
        new Span<byte>(shorter + kept + LongestInstruction - start, LongestInstruction + start - kept).Clear();
        return Decode(shorter, LongestInstruction, 0, bits, out _) ? FetchResult.TooLong : FetchResult.Invalid;
    }

    /// <summary>Intel SDM 2A 2.1.1.</summary>
    private static bool IsPrefix(byte value) => value is 0xF0 or 0xF2 or 0xF3 or 0x2E or 0x36 or 0x3E or 0x26 or 0x64 or 0x65 or 0x66 or 0x67;

    /// <summary>The guest-physical address of the code byte at a linear address.</summary>
    internal FetchResult Locate(ulong linear, out ulong physical)
    {
        physical = 0;
        if (ProcessorMode.IsLong(*cpu) && !ProcessorMode.IsCanonical(linear)) return FetchResult.NotCanonical;
        var kind = AccessKind.Fetch | (cpu->Cpl == 3 ? AccessKind.User : 0);
        if (!walker.Walk(linear, kind, out var page, out var fault))
        {
            Fault = fault;
            return FetchResult.PageFault;
        }
        physical = page.Physical;
        return memory.IsRam(physical) ? FetchResult.Ok : FetchResult.NotRam;
    }

    private FetchResult Read(ulong linear, byte* bytes, int count)
    {
        var result = Locate(linear, out ulong physical);
        if (result == FetchResult.Ok) memory.Slice(physical, count).CopyTo(new Span<byte>(bytes, count));
        return result;
    }

    private bool Decode(byte* bytes, int count, ulong ip, int bits, out Instruction instruction)
    {
        if (_decoder is null || _decoder.Bitness != bits) _decoder = Decoder.Create(bits, _reader, offered.DecoderOptions);
        _reader.Start(bytes, count);
        _decoder.IP = ip;
        _decoder.Decode(out instruction);
        offered.Apply(ref instruction);
        return !instruction.IsInvalid;
    }

    private sealed class ByteReader : CodeReader
    {
        private byte* _next, _end;

        internal void Start(byte* bytes, int count)
        {
            _next = bytes;
            _end = bytes + count;
        }

        public override int ReadByte() => _next < _end ? *_next++ : -1;
    }
}
