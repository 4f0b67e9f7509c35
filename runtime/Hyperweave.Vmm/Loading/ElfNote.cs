using System.Text;

namespace Hyperweave.Vmm.Loading;

/// <summary>One entry of a PT_NOTE segment.</summary>
/// <param name="Descriptor">File offset of the descriptor.</param>
/// <param name="At">File offset of the note.</param>
internal sealed record ElfNote(string Name, uint Type, ulong Descriptor, uint DescriptorSize, ulong At)
{
    private const uint LongestName = 256;

    /// <summary>Reads all notes of a segment: name size, descriptor size, type, name, descriptor, each padded to four bytes.</summary>
    public static IEnumerable<ElfNote> ReadAll(ImageBytes file, ulong start, ulong length)
    {
        file.Slice(start, length, "note segment");
        for (ulong at = start, end = start + length; at + 12 <= end;)
        {
            uint nameSize = file.U32(at, "note"), descriptorSize = file.U32(at + 4, "note");
            ulong descriptor = at + 12 + Padded(nameSize), next = descriptor + Padded(descriptorSize);
            if (nameSize > LongestName || descriptor + descriptorSize > end)
                throw file.Bad($"note with name of 0x{nameSize:X} and descriptor of 0x{descriptorSize:X} bytes leaves its segment", at);
            string name = Encoding.UTF8.GetString(file.Slice(at + 12, nameSize, "note name")).TrimEnd('\0');
            yield return new ElfNote(name, file.U32(at + 8, "note"), descriptor, descriptorSize, at);
            at = next;
        }
    }

    private static ulong Padded(uint size) => ((ulong)size + 3) & ~3UL;
}
