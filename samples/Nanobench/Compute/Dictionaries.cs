using System.Collections.Generic;

namespace Nanobench.Compute;

/// <summary>A dictionary of objects by number: inserted, looked up with hits and misses, removed.</summary>
internal static class Dictionaries
{
    private const int Entries = 100_000;
    private const int Lookups = 800_000;
    private const int Keys = 1 << 20;

    /// <summary>A checksum over what was found and what was left.</summary>
    public static ulong Run(int operations)
    {
        var dictionary = new Dictionary<int, Entry>();
        var generator = new Generator(11);
        for (var index = 0; index < Entries; index++)
        {
            var key = generator.Below(Keys);
            if (dictionary.TryGetValue(key, out var entry))
                entry.Count++;
            else
                dictionary.Add(key, new Entry { Count = 1 });
        }
        return LookUp(dictionary) + Remove(dictionary);
    }

    private static ulong LookUp(Dictionary<int, Entry> dictionary)
    {
        var generator = new Generator(12);
        ulong checksum = 0;
        for (var index = 0; index < Lookups; index++)
        {
            var key = generator.Below(Keys);
            if (dictionary.TryGetValue(key, out var entry))
                checksum += (ulong)key * (ulong)entry.Count;
        }
        return checksum;
    }

    private static ulong Remove(Dictionary<int, Entry> dictionary)
    {
        var generator = new Generator(11);
        for (var index = 0; index < Entries / 2; index++)
            dictionary.Remove(generator.Below(Keys));
        return (ulong)dictionary.Count;
    }

    private sealed class Entry
    {
        public int Count;
    }
}
