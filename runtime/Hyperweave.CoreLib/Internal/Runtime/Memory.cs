using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Internal.Runtime;

/// <summary>
/// Copying, clearing and filling by 16-byte moves, which ilc emits for a copy of a 16-byte struct. No REP instruction:
/// emulators run those byte by byte. Source and destination may overlap.
/// </summary>
internal static unsafe class Memory
{
    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Block16
    {
        internal ulong Low, High;
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Block64
    {
        internal Block16 A, B, C, D;
    }

    internal static void Copy(byte* destination, byte* source, nuint length)
    {
        if (length <= 64)
            CopySmall(destination, source, length);
        else if ((nuint)destination - (nuint)source >= length)
            CopyForward(destination, source, length);
        else
            CopyBackward(destination, source, length);
    }

    private static void CopyForward(byte* destination, byte* source, nuint length)
    {
        do
        {
            Copy64(destination, source);
            destination += 64;
            source += 64;
            length -= 64;
        }
        while (length > 64);
        CopySmall(destination, source, length);
    }

    private static void CopyBackward(byte* destination, byte* source, nuint length)
    {
        do
        {
            length -= 64;
            Copy64(destination + length, source + length);
        }
        while (length > 64);
        CopySmall(destination, source, length);
    }

    /// <summary>Loads all before it stores any, so that overlap does no harm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy64(byte* destination, byte* source)
    {
        Block16 a = *(Block16*)source, b = *(Block16*)(source + 16), c = *(Block16*)(source + 32), d = *(Block16*)(source + 48);
        *(Block16*)destination = a;
        *(Block16*)(destination + 16) = b;
        *(Block16*)(destination + 32) = c;
        *(Block16*)(destination + 48) = d;
    }

    /// <summary>At most 64 bytes: loads from the front and, overlapping it, from the end, then stores both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopySmall(byte* destination, byte* source, nuint length)
    {
        if (length > 32)
            CopyUpTo64(destination, source, length);
        else if (length >= 16)
        {
            Block16 first = *(Block16*)source, last = *(Block16*)(source + length - 16);
            *(Block16*)destination = first;
            *(Block16*)(destination + length - 16) = last;
        }
        else if (length >= 8)
        {
            ulong first = *(ulong*)source, last = *(ulong*)(source + length - 8);
            *(ulong*)destination = first;
            *(ulong*)(destination + length - 8) = last;
        }
        else
            CopyUpTo7(destination, source, length);
    }

    private static void CopyUpTo64(byte* destination, byte* source, nuint length)
    {
        Block16 a = *(Block16*)source, b = *(Block16*)(source + 16);
        Block16 c = *(Block16*)(source + length - 32), d = *(Block16*)(source + length - 16);
        *(Block16*)destination = a;
        *(Block16*)(destination + 16) = b;
        *(Block16*)(destination + length - 32) = c;
        *(Block16*)(destination + length - 16) = d;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyUpTo7(byte* destination, byte* source, nuint length)
    {
        if (length >= 4)
        {
            uint first = *(uint*)source, last = *(uint*)(source + length - 4);
            *(uint*)destination = first;
            *(uint*)(destination + length - 4) = last;
        }
        else if (length != 0)
        {
            byte first = source[0], middle = source[length >> 1], last = source[length - 1];
            destination[0] = first;
            destination[length >> 1] = middle;
            destination[length - 1] = last;
        }
    }

    internal static void Clear(byte* destination, nuint length)
    {
        byte* end = destination + length;
        while ((nuint)(end - destination) >= 64)
        {
            *(Block64*)destination = default;
            destination += 64;
        }
        while ((nuint)(end - destination) >= 8)
        {
            *(ulong*)destination = 0;
            destination += 8;
        }
        while (destination < end)
            *destination++ = 0;
    }

    internal static void Fill(byte* destination, byte value, nuint length)
    {
        ulong word = value * 0x0101_0101_0101_0101ul;
        byte* end = destination + length;
        while ((nuint)(end - destination) >= 16)
        {
            *(ulong*)destination = word;
            *(ulong*)(destination + 8) = word;
            destination += 16;
        }
        while (destination < end)
            *destination++ = value;
    }
}
