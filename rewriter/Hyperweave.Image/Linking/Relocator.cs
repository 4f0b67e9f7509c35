using System.Buffers.Binary;
using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Linking;

/// <summary>Writes addresses into the places that want them (AMD64 supplement, 4.4.1).</summary>
internal sealed class Relocator(SymbolResolver symbols)
{
    /// <summary>Applies one relocation.</summary>
    /// <param name="bytes">The linked bytes of the section.</param>
    /// <param name="address">Address of <paramref name="bytes"/> in memory.</param>
    /// <param name="section">The input section, for messages.</param>
    /// <param name="relocation">With an offset relative to <paramref name="bytes"/>.</param>
    public void Apply(Span<byte> bytes, ulong address, ObjectSection section, Relocation relocation)
    {
        var size = Size(section, relocation);
        if (relocation.Offset > (ulong)bytes.Length || (ulong)size > (ulong)bytes.Length - relocation.Offset)
            throw Error(section, relocation, $"lies outside the section of 0x{bytes.Length:x} bytes");
        var place = bytes.Slice((int)relocation.Offset, size);
        var target = unchecked((long)symbols.Address(relocation.Symbol) + relocation.Addend);
        var distance = unchecked(target - (long)(address + relocation.Offset));
        switch (relocation.Type)
        {
            case RelocationType.Absolute64:
                BinaryPrimitives.WriteInt64LittleEndian(place, target);
                break;
            case RelocationType.Relative64:
                BinaryPrimitives.WriteInt64LittleEndian(place, distance);
                break;
            case RelocationType.Absolute32:
                Write32(place, target, target is >= 0 and <= uint.MaxValue, section, relocation);
                break;
            case RelocationType.AbsoluteSigned32:
                Write32(place, target, target is >= int.MinValue and <= int.MaxValue, section, relocation);
                break;
            default:
                Write32(place, distance, distance is >= int.MinValue and <= int.MaxValue, section, relocation);
                break;
        }
    }

    private static int Size(ObjectSection section, Relocation relocation) => relocation.Type switch
    {
        RelocationType.Absolute64 or RelocationType.Relative64 => sizeof(ulong),
        RelocationType.Absolute32 or RelocationType.AbsoluteSigned32 or RelocationType.Relative32 or RelocationType.Call32 => sizeof(uint),
        RelocationType.ThreadOffset32 => throw Error(section, relocation, "refers to thread-local storage, which images do not have"),
        _ => throw Error(section, relocation, $"has type {(uint)relocation.Type}, which the linker does not know"),
    };

    private static void Write32(Span<byte> place, long value, bool fits, ObjectSection section, Relocation relocation)
    {
        if (!fits)
            throw Error(section, relocation, $"needs the value 0x{value:x}, which does not fit into 32 bits");
        BinaryPrimitives.WriteUInt32LittleEndian(place, unchecked((uint)value));
    }

    private static ImageException Error(ObjectSection section, Relocation relocation, string what) =>
        new($"{section.File.Name}: {section.Name}+0x{relocation.Offset:x}: relocation against {relocation.Symbol.Name} {what}");
}
