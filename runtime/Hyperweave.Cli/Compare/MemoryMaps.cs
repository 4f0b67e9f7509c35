using System.Globalization;

namespace Hyperweave.Cli.Compare;

/// <summary>
/// Memory that a program needs to run a guest, besides the guest's own: proportional set size (proc(5), smaps), in which a page that is mapped
/// several times counts once, without the maps that are the guest's RAM.
/// </summary>
/// <param name="isGuest">By size in KiB and name of a map.</param>
internal sealed class MemoryMaps(Func<long, string, bool> isGuest)
{
    /// <summary>RAM of our machine is a file in memory with this name; windows map pieces of it.</summary>
    internal static MemoryMaps OfMachine { get; } = new((_, name) => name.StartsWith("/memfd:guest-ram", StringComparison.Ordinal));

    /// <summary>QEMU's RAM is one anonymous map, which the host may join with a small neighbour.</summary>
    internal static MemoryMaps OfQemu(ulong megabytes) => new((size, name) => name.Length == 0 && (ulong)size >> 10 == megabytes);

    /// <summary>In bytes; null when the process has ended.</summary>
    internal long? Overhead(int processId)
    {
        try
        {
            return Overhead(File.ReadLines($"/proc/{processId}/smaps"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    internal long Overhead(IEnumerable<string> smaps)
    {
        long kilobytes = 0, size = 0;
        string name = "";
        foreach (string line in smaps)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            // "start-end perms offset device inode name": the name may have blanks of its own.
            if (!words[0].EndsWith(':')) name = words.Length > 5 ? words[5] : "";
            else if (words[0] == "Size:") size = Kilobytes(words);
            else if (words[0] == "Pss:" && !isGuest(size, name)) kilobytes += Kilobytes(words);
        }
        return kilobytes << 10;
    }

    private static long Kilobytes(string[] words) => long.Parse(words[1], CultureInfo.InvariantCulture);
}
