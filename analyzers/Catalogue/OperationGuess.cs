using System;
using System.Collections.Generic;
using System.Linq;

namespace Hyperweave.Catalogue;

/// <summary>Which operation an extern's name suggests. A suggestion for a person, never an answer.</summary>
internal static class OperationGuess
{
    /// <summary>Shorter names than this are found in any word: IN in "min", STI in "distinct".</summary>
    private const int ShortestInside = 5;

    /// <summary>Normal name → operation: every spelling that some family uses, every id, every mnemonic that stands alone.</summary>
    private static readonly Lazy<ILookup<string, string>> names = new(() => Names().ToLookup(name => name.Name, name => name.Operation));

    /// <summary>The operations that the name of an entry point suggests, best first: <c>my_outb</c> → out8.</summary>
    public static IReadOnlyList<string> For(string entryPoint)
    {
        var words = Words(entryPoint);
        var ends = Enumerable.Range(0, words.Count).Select(skipped => string.Concat(words.Skip(skipped)));
        var inside = names.Value.Where(known => known.Key.Length >= ShortestInside && string.Concat(words).Contains(known.Key))
            .OrderByDescending(known => known.Key.Length).Select(known => known.Key);
        return [.. ends.Concat(words).Concat(inside).SelectMany(name => names.Value[name]).Distinct()];
    }

    private static IEnumerable<(string Name, string Operation)> Names()
    {
        foreach (var row in Signatures.All.Where(row => row is { Part: "", ByHand: "" } && row.Operation != Signatures.Innocuous))
        {
            var words = Words(row.Key.Split('(')[0].Split('.', ':').Last());
            // _native_cpu_disable_interrupts, cpu_disable_interrupts, disable_interrupts; a last word alone says too little.
            for (var skipped = 0; skipped == 0 || skipped < words.Count - 1; skipped++)
                yield return (string.Concat(words.Skip(skipped)), row.Operation);
        }

        foreach (var operation in Operations.All)
        {
            yield return (Normal(operation.Id), operation.Id);
            foreach (var mnemonic in operation.Forms.Split(['|'], StringSplitOptions.RemoveEmptyEntries).Where(form => !form.Contains(' ')))
                yield return (Normal(mnemonic), operation.Id);
        }
    }

    private static string Normal(string name) => string.Concat(Words(name));

    /// <summary>read_cr3, ReadCr3, read-cr3 → read, cr3.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        for (var at = 0; at < name.Length; at++)
        {
            if (!char.IsLetterOrDigit(name[at]))
                continue;
            var begins = at == 0 || !char.IsLetterOrDigit(name[at - 1]) || (char.IsUpper(name[at]) && char.IsLower(name[at - 1]));
            var letter = char.ToLowerInvariant(name[at]).ToString();
            if (begins)
                words.Add(letter);
            else
                words[words.Count - 1] += letter;
        }

        return words;
    }
}
