using Hyperweave.Vmm.GuestMemory;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>A guest instruction and what was made of it, in the order of the host code.</summary>
internal sealed record GuestLine(Instruction Instruction, byte[] Bytes)
{
    internal List<HostLine> Host { get; } = [];
}

/// <param name="Instruction">Its IP is an offset in the region's host code.</param>
/// <param name="ExitCode">What the code leaves with that jumps away here; null where it does not.</param>
/// <param name="IsProbe">See <see cref="HostPoint"/>.</param>
internal readonly record struct HostLine(Instruction Instruction, byte[] Bytes, ulong? ExitCode, bool IsProbe);

/// <summary>One region taken apart: its guest code by address, and all of its host code below the guest instructions that it belongs to.</summary>
internal sealed class Listed
{
    private readonly Dictionary<ulong, GuestLine> _byAddress = [];
    /// <summary>Where host code of a guest instruction begins, by offset in the region.</summary>
    private readonly Dictionary<int, GuestLine> _begins = [];
    private readonly HashSet<int> _probes = [];

    /// <param name="links">By the places of their jumps.</param>
    internal Listed(Region region, GuestPhysicalMemory memory, ReadOnlySpan<byte> code, Dictionary<int, Link> links)
    {
        Region = region;
        foreach (var (address, bytes) in Runs(region, memory)) DecodeGuest(address, bytes);
        FindBegins();
        DecodeHost(code, links);
    }

    internal Region Region { get; }
    internal List<GuestLine> Guest { get; } = [];
    internal int HostCount { get; private set; }

    /// <summary>The guest address that the region was made from.</summary>
    internal static ulong HeadOf(Region region) => region.HostPoints.First().Rip;

    /// <summary>The guest's bytes, with pieces that follow each other as one: an instruction may lie across the end of a page.</summary>
    private static List<(ulong Address, List<byte> Bytes)> Runs(Region region, GuestPhysicalMemory memory)
    {
        var pieces = new List<CodePiece>();
        foreach (var piece in region.Pieces) pieces.Add(piece);
        var runs = new List<(ulong Address, List<byte> Bytes)>();
        foreach (var piece in pieces.OrderBy(piece => piece.Linear))
        {
            if (runs.Count == 0 || runs[^1].Address + (ulong)runs[^1].Bytes.Count != piece.Linear) runs.Add((piece.Linear, []));
            runs[^1].Bytes.AddRange(memory.Slice(piece.Physical, piece.Length));
        }
        return runs;
    }

    private void DecodeGuest(ulong address, List<byte> code)
    {
        byte[] bytes = [.. code];
        var decoder = Decoder.Create(Region.Code.IsNarrow ? 32 : 64, bytes, address);
        while (decoder.IP - address < (ulong)bytes.Length)
        {
            int start = (int)(decoder.IP - address);
            var line = new GuestLine(decoder.Decode(), bytes[start..(int)(decoder.IP - address)]);
            Guest.Add(line);
            _byAddress[line.Instruction.IP] = line;
        }
    }

    /// <summary>At the region's points; and its ways in belong to the instruction that they lead to.</summary>
    private void FindBegins()
    {
        foreach (var point in Region.HostPoints)
        {
            if (_byAddress.TryGetValue(point.Rip, out var line)) _begins[point.Offset - Region.Start] = line;
            if (point.IsProbe) _probes.Add(point.Offset - Region.Start);
        }
        foreach (var entry in Region.Entries)
        {
            if (!_byAddress.TryGetValue(entry.Rip, out var line)) continue;
            _begins.TryAdd(entry.Direct - Region.Start, line);
            _begins.TryAdd(entry.Checked - Region.Start, line);
        }
    }

    /// <summary>What stands out of line belongs to the instruction whose jump leads there.</summary>
    private void DecodeHost(ReadOnlySpan<byte> code, Dictionary<int, Link> links)
    {
        var decoder = Decoder.Create(64, code.ToArray());
        // A page that was no longer mapped when the region was admitted is none of its pieces.
        if (!_byAddress.TryGetValue(HeadOf(Region), out var line)) return;
        Instruction previous = default;
        while (decoder.IP < (ulong)code.Length)
        {
            var instruction = decoder.Decode();
            int start = (int)instruction.IP, end = (int)instruction.NextIP;
            line = _begins.GetValueOrDefault(start, line);
            if (links.TryGetValue(Region.Start + end - 4, out var link)) _begins.TryAdd(link.Stub - Region.Start, line);
            if (instruction.Op0Kind == OpKind.NearBranch64) _begins.TryAdd((int)instruction.NearBranchTarget, line);
            line.Host.Add(new HostLine(instruction, code[start..end].ToArray(), ExitCode(previous, instruction), _probes.Contains(start)));
            HostCount++;
            previous = instruction;
        }
    }

    /// <summary>MOV R12D, number; JMP to the stub that leaves.</summary>
    private ulong? ExitCode(in Instruction previous, in Instruction jump)
    {
        bool leaves = jump.Code == Code.Jmp_rel32_64 && (int)jump.NearBranchTarget + Region.Start == Translator.ExitStub;
        return leaves && previous.Code == Code.Mov_r32_imm32 ? previous.Immediate32 : null;
    }
}
