namespace Internal.Runtime.CompilerHelpers;

/// <summary>ilc's table of contents: 16 bytes, then a row of 24 bytes for each section.</summary>
internal unsafe struct ReadyToRunHeader
{
    private uint _signature;
    private ushort _majorVersion;
    private ushort _minorVersion;
    private uint _flags;
    private ushort _sectionCount;
    private byte _entrySize;
    private byte _entryType;

    /// <summary>The section of that id, or null.</summary>
    internal ReadyToRunSection* Find(int id)
    {
        fixed (ReadyToRunHeader* self = &this)
        {
            ReadyToRunSection* sections = (ReadyToRunSection*)(self + 1);
            for (int i = 0; i < _sectionCount; i++)
                if (sections[i].Id == id)
                    return &sections[i];
        }
        return null;
    }
}
