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
    /// <summary>The bytes are no instruction, or one longer than 15 bytes (#UD).</summary>
    Invalid,
    /// <summary>The page is device memory: code there is not supported.</summary>
    NotRam,
}

/// <summary>Reads and decodes guest instructions at linear addresses, through the guest's page tables.</summary>
internal sealed unsafe class InstructionFetcher(CpuState* cpu, GuestPhysicalMemory memory, PageWalker walker, OfferedInstructions offered)
{
    /// <summary>Intel SDM 2A 2.3.11.</summary>
    internal const int LongestInstruction = 15;

    /// <summary>The guest's instruction set.</summary>
    internal OfferedInstructions Offered => offered;

    private readonly ByteReader _reader = new();
    private Decoder? _decoder;

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
        if (_decoder!.LastError != DecoderError.NoMoreBytes || count == LongestInstruction) return FetchResult.Invalid;
        // The rest is on the next page, which may fault only now that its bytes are needed.
        result = Read(linear + (ulong)count, bytes + count, LongestInstruction - count);
        if (result != FetchResult.Ok) return result;
        return Decode(bytes, LongestInstruction, ip, bits, out instruction) ? FetchResult.Ok : FetchResult.Invalid;
    }

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
