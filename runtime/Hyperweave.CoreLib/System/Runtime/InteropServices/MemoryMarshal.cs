using System.Runtime.CompilerServices;

namespace System.Runtime.InteropServices;

public static unsafe class MemoryMarshal
{
    public static Span<T> CreateSpan<T>(scoped ref T reference, int length) => new(ref Unsafe.AsRef(in reference), length);

    public static ReadOnlySpan<T> CreateReadOnlySpan<T>(scoped ref readonly T reference, int length) => new(ref Unsafe.AsRef(in reference), length);

    public static ReadOnlySpan<char> CreateReadOnlySpanFromNullTerminated(char* value)
    {
        int length = 0;
        while (value != null && value[length] != 0)
            length++;
        return new(value, length);
    }

    public static ReadOnlySpan<byte> CreateReadOnlySpanFromNullTerminated(byte* value)
    {
        int length = 0;
        while (value != null && value[length] != 0)
            length++;
        return new(value, length);
    }

    [Intrinsic]
    public static ref T GetArrayDataReference<T>(T[] array) => ref Unsafe.As<byte, T>(ref Unsafe.As<RawArrayData>(array).Data);

    public static ref byte GetArrayDataReference(Array array) => ref array.FirstByte;

    public static ref T GetReference<T>(Span<T> span) => ref span._reference;

    public static ref T GetReference<T>(ReadOnlySpan<T> span) => ref span._reference;

    public static Span<byte> AsBytes<T>(Span<T> span) where T : struct => new(ref Unsafe.As<T, byte>(ref span._reference), checked(span.Length * Unsafe.SizeOf<T>()));

    public static ReadOnlySpan<byte> AsBytes<T>(ReadOnlySpan<T> span) where T : struct => new(ref Unsafe.As<T, byte>(ref span._reference), checked(span.Length * Unsafe.SizeOf<T>()));

    public static Span<TTo> Cast<TFrom, TTo>(Span<TFrom> span) where TFrom : struct where TTo : struct =>
        new(ref Unsafe.As<TFrom, TTo>(ref span._reference), CastLength<TFrom, TTo>(span.Length));

    public static ReadOnlySpan<TTo> Cast<TFrom, TTo>(ReadOnlySpan<TFrom> span) where TFrom : struct where TTo : struct =>
        new(ref Unsafe.As<TFrom, TTo>(ref span._reference), CastLength<TFrom, TTo>(span.Length));

    private static int CastLength<TFrom, TTo>(int length) => checked((int)((ulong)(uint)length * (ulong)Unsafe.SizeOf<TFrom>() / (ulong)Unsafe.SizeOf<TTo>()));

    public static T Read<T>(ReadOnlySpan<byte> source) where T : struct
    {
        CheckLength<T>(source.Length);
        return Unsafe.ReadUnaligned<T>(ref source._reference);
    }

    public static void Write<T>(Span<byte> destination, in T value) where T : struct
    {
        CheckLength<T>(destination.Length);
        Unsafe.WriteUnaligned(ref destination._reference, value);
    }

    public static ref T AsRef<T>(Span<byte> span) where T : struct
    {
        CheckLength<T>(span.Length);
        return ref Unsafe.As<byte, T>(ref span._reference);
    }

    public static bool TryRead<T>(ReadOnlySpan<byte> source, out T value) where T : struct
    {
        bool fits = Unsafe.SizeOf<T>() <= source.Length;
        value = fits ? Unsafe.ReadUnaligned<T>(ref source._reference) : default;
        return fits;
    }

    private static void CheckLength<T>(int length)
    {
        if (Unsafe.SizeOf<T>() > length)
            throw new ArgumentOutOfRangeException(nameof(length));
    }
}
