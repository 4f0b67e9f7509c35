namespace Hyperweave.Guest;

/// <summary>What the boot loader told. Hosted: the process's arguments are the command line, and there is no memory map.</summary>
public static class BootInformation
{
    private static string? s_commandLine;

    /// <summary>The kernel's command line; empty when there is none. A multiboot loader's begins with the image's name.</summary>
    public static string CommandLine => s_commandLine ??= BootSource.CommandLine();

    /// <summary>The regions of physical memory, as the firmware reports them.</summary>
    public static MemoryRegion[] MemoryMap() => BootSource.MemoryMap();

    /// <summary>The files loaded beside the kernel.</summary>
    public static ReadOnlySpan<byte> Module(int index) => BootSource.Module(index);

    /// <summary>How many files were loaded beside the kernel.</summary>
    public static int ModuleCount => BootSource.ModuleCount();

    /// <summary>The value of the word NAME=VALUE on the command line, empty for a word NAME alone, null when absent.</summary>
    public static string? Option(string name) => Option(CommandLine, name);

    internal static string? Option(string commandLine, string name)
    {
        var start = 0;
        for (var index = 0; index <= commandLine.Length; index++)
        {
            if (index < commandLine.Length && commandLine[index] != ' ')
                continue;
            var value = ValueOf(commandLine.Substring(start, index - start), name);
            if (value is not null)
                return value;
            start = index + 1;
        }
        return null;
    }

    private static string? ValueOf(string word, string name)
    {
        if (word == name)
            return "";
        var isOption = word.Length > name.Length && word[name.Length] == '=' && word.Substring(0, name.Length) == name;
        return isOption ? word.Substring(name.Length + 1) : null;
    }
}
