namespace System.Runtime.ExceptionHandling;

/// <summary>Variable-length numbers of DWARF and of ilc's exception data.</summary>
internal static unsafe class Leb128
{
    /// <summary>DWARF 5, 7.6: 7 bits a byte, least significant first.</summary>
    internal static uint ReadUnsigned(ref byte* reader)
    {
        uint result = 0;
        int shift = 0;
        byte part;
        do
        {
            part = *reader++;
            result |= (uint)(part & 0x7F) << shift;
            shift += 7;
        }
        while ((part & 0x80) != 0);
        return result;
    }

    /// <summary>ilc's form: the number of low one bits of the first byte says how many bytes follow.</summary>
    internal static uint ReadPrefixed(ref byte* reader)
    {
        uint first = *reader;
        uint result;
        int bytes;
        if ((first & 1) == 0) (result, bytes) = (first >> 1, 1);
        else if ((first & 2) == 0) (result, bytes) = ((uint)*(ushort*)reader >> 2, 2);
        else if ((first & 4) == 0) (result, bytes) = ((*(ushort*)reader | (uint)reader[2] << 16) >> 3, 3);
        else if ((first & 8) == 0) (result, bytes) = (*(uint*)reader >> 4, 4);
        else (result, bytes) = (*(uint*)(reader + 1), 5);
        reader += bytes;
        return result;
    }
}
