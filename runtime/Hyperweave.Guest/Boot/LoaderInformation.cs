namespace Hyperweave.Guest;

/// <summary>The boot loader's information, by either protocol.</summary>
[NativeForm]
internal static unsafe class LoaderInformation
{
    private static bool IsMultiboot => Native.BootMagic() == MultibootReader.Magic;

    private static MultibootReader Multiboot => new((byte*)Native.BootInfo());

    private static PvhReader Pvh => new((byte*)Native.BootInfo());

    internal static string CommandLine()
    {
        var text = IsMultiboot ? Multiboot.CommandLine : Pvh.CommandLine;
        return text == null ? "" : Text(text);
    }

    internal static MemoryRegion[] MemoryMap() => IsMultiboot ? MemoryMap(Multiboot) : MemoryMap(Pvh);

    internal static int ModuleCount() => IsMultiboot ? Multiboot.ModuleCount : Pvh.ModuleCount;

    internal static ReadOnlySpan<byte> Module(int index)
    {
        if (index < 0 || index >= ModuleCount())
            throw new ArgumentOutOfRangeException(nameof(index));
        var module = IsMultiboot ? Multiboot.Module(index) : Pvh.Module(index);
        return new ReadOnlySpan<byte>((void*)module.Start, (int)(module.End - module.Start));
    }

    private static MemoryRegion[] MemoryMap<TReader>(TReader reader) where TReader : struct, IBootReader
    {
        var count = 0;
        ulong position = 0;
        while (reader.ReadRegion(ref position, out _))
            count++;
        var regions = new MemoryRegion[count];
        position = 0;
        for (var index = 0; index < count; index++)
            reader.ReadRegion(ref position, out regions[index]);
        return regions;
    }

    private static string Text(byte* text)
    {
        var length = 0;
        while (text[length] != 0)
            length++;
        var characters = new char[length];
        for (var index = 0; index < length; index++)
            characters[index] = (char)text[index];
        return new string(characters);
    }
}
