namespace System.Runtime.CompilerServices;

/// <summary>Access without checks; ilc puts the instructions in place of each call.</summary>
public static unsafe class Unsafe
{
    [Intrinsic] public static extern void* AsPointer<T>(ref readonly T value) where T : allows ref struct;

    [Intrinsic] public static extern int SizeOf<T>() where T : allows ref struct;

    [Intrinsic] public static extern T As<T>(object value) where T : class;

    [Intrinsic] public static extern ref TTo As<TFrom, TTo>(ref TFrom source) where TFrom : allows ref struct where TTo : allows ref struct;

    [Intrinsic] public static extern ref T Add<T>(ref T source, int elements) where T : allows ref struct;

    [Intrinsic] public static extern ref T Add<T>(ref T source, nint elements) where T : allows ref struct;

    [Intrinsic] public static extern ref T Add<T>(ref T source, nuint elements) where T : allows ref struct;

    [Intrinsic] public static extern void* Add<T>(void* source, int elements) where T : allows ref struct;

    [Intrinsic] public static extern ref T AddByteOffset<T>(ref T source, nint bytes) where T : allows ref struct;

    [Intrinsic] public static extern ref T AddByteOffset<T>(ref T source, nuint bytes) where T : allows ref struct;

    [Intrinsic] public static extern ref T Subtract<T>(ref T source, int elements) where T : allows ref struct;

    [Intrinsic] public static extern bool AreSame<T>(ref readonly T left, ref readonly T right) where T : allows ref struct;

    [Intrinsic] public static extern bool IsAddressLessThan<T>(ref readonly T left, ref readonly T right) where T : allows ref struct;

    [Intrinsic] public static extern bool IsAddressGreaterThan<T>(ref readonly T left, ref readonly T right) where T : allows ref struct;

    [Intrinsic] public static extern nint ByteOffset<T>(ref readonly T origin, ref readonly T target) where T : allows ref struct;

    [Intrinsic] public static extern ref T AsRef<T>(void* source) where T : allows ref struct;

    [Intrinsic] public static extern ref T AsRef<T>(scoped ref readonly T source) where T : allows ref struct;

    [Intrinsic] public static extern TTo BitCast<TFrom, TTo>(TFrom source) where TFrom : allows ref struct where TTo : allows ref struct;

    [Intrinsic] public static extern T ReadUnaligned<T>(void* source) where T : allows ref struct;

    [Intrinsic] public static extern T ReadUnaligned<T>(scoped ref readonly byte source) where T : allows ref struct;

    [Intrinsic] public static extern void WriteUnaligned<T>(void* destination, T value) where T : allows ref struct;

    [Intrinsic] public static extern void WriteUnaligned<T>(ref byte destination, T value) where T : allows ref struct;

    [Intrinsic] public static extern bool IsNullRef<T>(ref readonly T source) where T : allows ref struct;

    [Intrinsic] public static extern ref T NullRef<T>() where T : allows ref struct;

    [Intrinsic] public static extern void SkipInit<T>(out T value) where T : allows ref struct;

    public static T Read<T>(void* source) where T : allows ref struct => *(T*)source;

    public static void Write<T>(void* destination, T value) where T : allows ref struct => *(T*)destination = value;

    public static void CopyBlock(void* destination, void* source, uint byteCount) => Internal.Runtime.Memory.Copy((byte*)destination, (byte*)source, byteCount);

    public static void CopyBlockUnaligned(void* destination, void* source, uint byteCount) => CopyBlock(destination, source, byteCount);

    public static void CopyBlockUnaligned(ref byte destination, ref readonly byte source, uint byteCount) =>
        SpanHelpers.Memmove(ref destination, ref AsRef(in source), byteCount);

    public static void InitBlock(void* destination, byte value, uint byteCount) => Internal.Runtime.Memory.Fill((byte*)destination, value, byteCount);

    public static void InitBlockUnaligned(void* destination, byte value, uint byteCount) => InitBlock(destination, value, byteCount);

    public static void InitBlockUnaligned(ref byte destination, byte value, uint byteCount) => SpanHelpers.Fill(ref destination, value, byteCount);
}
