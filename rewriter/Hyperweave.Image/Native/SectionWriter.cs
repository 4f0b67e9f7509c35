using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Native;

/// <summary>Appends aligned pieces to one section.</summary>
internal sealed class SectionWriter(ObjectSection section)
{
    // INT3 between functions: running off an end stops at once.
    private const byte CodePadding = 0xCC;

    private readonly MemoryStream _bytes = new();

    public ObjectSection Section { get; } = section;

    /// <summary>Appends bytes and returns their offset.</summary>
    public ulong Append(ReadOnlySpan<byte> bytes, int alignment)
    {
        Align(alignment);
        var offset = _bytes.Position;
        _bytes.Write(bytes);
        return (ulong)offset;
    }

    /// <summary>Appends zeros and returns their offset.</summary>
    public ulong Reserve(int size, int alignment)
    {
        Align(alignment);
        var offset = _bytes.Position;
        _bytes.SetLength(offset + size);
        _bytes.Position = offset + size;
        return (ulong)offset;
    }

    /// <summary>Hands the collected bytes to the section.</summary>
    public void Finish()
    {
        Section.Size = (ulong)_bytes.Length;
        Section.Content = Section.Type == SectionType.NoBits ? [] : _bytes.ToArray();
    }

    private void Align(int alignment)
    {
        Section.Alignment = Math.Max(Section.Alignment, (ulong)alignment);
        var padding = Section.IsExecutable && Section.Type != SectionType.NoBits ? CodePadding : (byte)0;
        while (_bytes.Position % alignment != 0)
            _bytes.WriteByte(padding);
    }
}
