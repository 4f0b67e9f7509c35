using System.Text;

namespace Nanobench.Compute;

/// <summary>A text is made of words, taken apart again, and each word is turned round and compared.</summary>
internal static class Strings
{
    private const int Words = 200_000;
    private const int LongestWord = 12;

    /// <summary>A checksum over all words turned round, and their numbers.</summary>
    public static ulong Run(int operations)
    {
        var text = Compose();
        ulong checksum = 0;
        var start = 0;
        for (var index = 0; index <= text.Length; index++)
        {
            if (index < text.Length && text[index] != ' ')
                continue;
            checksum = Add(checksum, Judge(text.Substring(start, index - start)));
            start = index + 1;
        }
        return checksum;
    }

    private static string Compose()
    {
        var generator = new Generator(26);
        var text = new StringBuilder();
        for (var word = 0; word < Words; word++)
        {
            if (word != 0)
                text.Append(' ');
            for (var letters = 1 + generator.Below(LongestWord); letters > 0; letters--)
                text.Append((char)('a' + generator.Below(26)));
            text.Append(word.ToString());
        }
        return text.ToString();
    }

    private static string Judge(string word)
    {
        var reversed = Reverse(word);
        return reversed == word ? "palindrome " + word : reversed;
    }

    private static string Reverse(string word)
    {
        var letters = new char[word.Length];
        for (var index = 0; index < letters.Length; index++)
            letters[index] = word[word.Length - 1 - index];
        return new string(letters);
    }

    private static ulong Add(ulong checksum, string word)
    {
        foreach (var letter in word)
            checksum = (checksum * 31) + letter;
        return checksum;
    }
}
