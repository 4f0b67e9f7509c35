using Hyperweave.Catalogue;
using Hyperweave.Vmm.Loading;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Direct;

/// <summary>
/// Shows, before an image runs natively, that none of its executable bytes decodes to an instruction that would reach
/// past the VMM: those of the catalogue, and what would touch the registers that the VMM keeps for itself. Decoding goes
/// through the bytes in order, as a linker laid them out; code that jumps into the middle of an instruction is not found
/// (docs/direct.md says what that means for isolation).
/// </summary>
internal static class ImageProof
{
    /// <exception cref="ImageException">The image holds such an instruction; the message names it, its address and its symbol.</exception>
    public static void Require(GuestImage image)
    {
        foreach (var segment in image.ProgramSegments)
            if ((segment.Rights & SegmentRights.Execute) != 0)
                Require(image, segment);
    }

    private static void Require(GuestImage image, ImageSegment segment)
    {
        if ((segment.Rights & SegmentRights.Write) != 0)
            throw new ImageException(image.Path, $"{segment.Name} is both writable and executable: the direct engine runs only code that cannot change",
                (long)segment.HeaderOffset);
        byte[] content = image.Content(segment).ToArray();
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(content), segment.Virtual);
        ulong end = segment.Virtual + (ulong)content.Length;
        while (decoder.IP < end)
        {
            decoder.Decode(out var instruction);
            if (FindObjection(instruction) is { } objection) throw Refuse(image, segment, instruction, objection);
        }
    }

    /// <summary>Why an instruction must not run natively, or null. Bytes that are no instruction raise #UD and harm nobody.</summary>
    internal static string? FindObjection(in Instruction instruction)
    {
        if (instruction.IsInvalid) return null;
        if (SensitiveInstructions.IsForbidden(instruction, out string reason)) return reason;
        if (instruction.SegmentPrefix is Register.FS or Register.GS) return "FS and GS hold the VMM's own data";
        if (instruction.Mnemonic is Mnemonic.Wrfsbase or Mnemonic.Wrgsbase or Mnemonic.Rdfsbase or Mnemonic.Rdgsbase)
            return "FS and GS hold the VMM's own data";
        return UsesWideVectors(instruction) ? "AVX state is not kept for the guest, and CPUID does not offer it" : null;
    }

    private static bool UsesWideVectors(in Instruction instruction)
    {
        for (int i = 0; i < instruction.OpCount; i++)
        {
            if (instruction.GetOpKind(i) != OpKind.Register) continue;
            var register = instruction.GetOpRegister(i);
            if (register.IsYMM() || register.IsZMM() || register.IsK()) return true;
            // VEX-coded operations on XMM clear the upper halves, which belong to the VMM's own code.
            if (register.IsXMM() && instruction.Encoding != EncodingKind.Legacy) return true;
        }
        return instruction.Mnemonic is Mnemonic.Vzeroupper or Mnemonic.Vzeroall;
    }

    private static ImageException Refuse(GuestImage image, ImageSegment segment, in Instruction instruction, string objection)
    {
        string where = image.Symbols.Describe(instruction.IP);
        ulong at = segment.FileOffset + (instruction.IP - segment.Virtual);
        return new ImageException(image.Path, $"holds '{instruction}' at {where}, which must not run natively: {objection}", (long)at);
    }
}
