using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hyperweave.Guest;

namespace Families.Blobs;

/// <summary>
/// Operations as bytes that are called, by the System V convention. The author says what each method is in Blobs.Operations.txt, and
/// by [NativeForm] that the bytes are not to be looked at again: they stay for the machine that has no hypervisor.
/// </summary>
[NativeForm]
internal static unsafe class Code
{
    private static ReadOnlySpan<byte> InByte => [0x89, 0xFA, 0x31, 0xC0, 0xEC, 0xC3];
    private static ReadOnlySpan<byte> InWord => [0x89, 0xFA, 0x31, 0xC0, 0x66, 0xED, 0xC3];
    private static ReadOnlySpan<byte> InLong => [0x89, 0xFA, 0xED, 0xC3];
    private static ReadOnlySpan<byte> OutByte => [0x89, 0xFA, 0x89, 0xF0, 0xEE, 0xC3];
    private static ReadOnlySpan<byte> OutWord => [0x89, 0xFA, 0x89, 0xF0, 0x66, 0xEF, 0xC3];
    private static ReadOnlySpan<byte> OutLong => [0x89, 0xFA, 0x89, 0xF0, 0xEF, 0xC3];
    private static ReadOnlySpan<byte> CliCode => [0xFA, 0xC3];
    private static ReadOnlySpan<byte> StiCode => [0xFB, 0xC3];
    private static ReadOnlySpan<byte> HltCode => [0xF4, 0xC3];
    private static ReadOnlySpan<byte> ReadCr3Code => [0x0F, 0x20, 0xD8, 0xC3];
    private static ReadOnlySpan<byte> WriteCr3Code => [0x0F, 0x22, 0xDF, 0xC3];
    private static ReadOnlySpan<byte> InvlpgCode => [0x0F, 0x01, 0x3F, 0xC3];
    private static ReadOnlySpan<byte> PushfCode => [0x9C, 0x58, 0xC3];
    private static ReadOnlySpan<byte> PopfCode => [0x57, 0x9D, 0xC3];
    private static ReadOnlySpan<byte> RdtscCode => [0x0F, 0x31, 0x48, 0xC1, 0xE2, 0x20, 0x48, 0x09, 0xD0, 0xC3];

    public static byte In8(ushort port) => (byte)((delegate* unmanaged<uint, uint>)Address(InByte))(port);

    public static ushort In16(ushort port) => (ushort)((delegate* unmanaged<uint, uint>)Address(InWord))(port);

    public static uint In32(ushort port) => ((delegate* unmanaged<uint, uint>)Address(InLong))(port);

    public static void Out(ushort port, byte value) => ((delegate* unmanaged<uint, uint, void>)Address(OutByte))(port, value);

    public static void Out(ushort port, ushort value) => ((delegate* unmanaged<uint, uint, void>)Address(OutWord))(port, value);

    public static void Out(ushort port, uint value) => ((delegate* unmanaged<uint, uint, void>)Address(OutLong))(port, value);

    public static void Cli() => ((delegate* unmanaged<void>)Address(CliCode))();

    public static void Sti() => ((delegate* unmanaged<void>)Address(StiCode))();

    public static void Hlt() => ((delegate* unmanaged<void>)Address(HltCode))();

    public static ulong Space
    {
        get => ((delegate* unmanaged<ulong>)Address(ReadCr3Code))();
        set => ((delegate* unmanaged<ulong, void>)Address(WriteCr3Code))(value);
    }

    public static void Invlpg(ulong address) => ((delegate* unmanaged<ulong, void>)Address(InvlpgCode))(address);

    public static ulong Pushf() => ((delegate* unmanaged<ulong>)Address(PushfCode))();

    public static void Popf(ulong flags) => ((delegate* unmanaged<ulong, void>)Address(PopfCode))(flags);

    public static ulong Rdtsc() => ((delegate* unmanaged<ulong>)Address(RdtscCode))();

    // Data of an image stays where it is.
    private static void* Address(ReadOnlySpan<byte> code) => Unsafe.AsPointer(ref MemoryMarshal.GetReference(code));
}
