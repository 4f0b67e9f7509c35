namespace CoreLibCases;

internal static class Strings
{
    public static void Run()
    {
        var text = "The quick brown fox";
        Console.WriteLine(text.Substring(4, 5) + text.IndexOf("brown") + text.IndexOf('q') + text.LastIndexOf('o') + text.IndexOf("zzz") + text.Contains("fox"));
        Console.WriteLine(text.Replace("quick", "slow") + text.Replace('o', '0') + text.ToUpperInvariant() + text.ToLowerInvariant());
        Console.WriteLine(string.Join("|", text.Split(' ')) + string.Join(",", "a,,b, c ".Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
        Console.WriteLine(string.Join("|", "a--b--c".Split("--")) + string.Join("|", "a b c d".Split(' ', 2)) + string.Join("|", "x\ty z".Split()));
        Console.WriteLine("[" + "  trim ".Trim() + "][" + "xxaxx".Trim('x') + "][" + " a".TrimEnd() + "][" + "a.b,".TrimEnd('.', ',') + "]");
        Console.WriteLine("7".PadLeft(3, '0') + "7".PadRight(3) + "|" + "abc".Insert(1, "ZZ") + "abcdef".Remove(2, 3) + "abc".Remove(1));
        Console.WriteLine(text.StartsWith("The") + " " + text.EndsWith("FOX", StringComparison.OrdinalIgnoreCase) + " " + text.StartsWith('T') + " " + "".StartsWith('x'));
        Console.WriteLine(string.CompareOrdinal("a", "b") < 0 ? "less" : "not less");
        Console.WriteLine(string.Equals("HELLO", "hello", StringComparison.OrdinalIgnoreCase) + " " + ("ab" + text.Length == "ab19") + " " + ("a" == null!));
        Console.WriteLine(string.Concat("a", "b", "c", "d") + string.Concat(new[] { "e", null, "f" }) + string.Join('-', 1, 2, 3) + string.Join(",", new List<int> { 4, 5 }));
        Console.WriteLine(string.IsNullOrEmpty("") + " " + string.IsNullOrWhiteSpace(" \t") + " " + new string('=', 5) + new string(['a', 'b']) + new string("span".AsSpan(1)));
        foreach (var character in "äöü€")
            Console.Write((int)character + " ");
        Console.WriteLine(text[^3..] + text[..3] + text[4..9] + text[^1]);
        Console.WriteLine("abc".GetHashCode() == string.Concat("a", "bc").GetHashCode());
        Console.WriteLine(Describe("one") + Describe("two") + Describe("a rather long key") + Describe("none"));
        Console.WriteLine("abcabc".IndexOf("ca") + " " + "abcabc".IndexOf('b', 2) + " " + "abcabc".LastIndexOf("bc") + " " + "abcabc".IndexOfAny(['c', 'b']));
        Console.WriteLine(char.IsDigit('5') + " " + char.IsLetter('x') + " " + char.IsWhiteSpace('\n') + " " + char.ToUpperInvariant('q') + char.IsUpper('A') + char.IsPunctuation('.'));
    }

    private static int Describe(string text) => text switch
    {
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "a rather long key" => 8,
        _ => -1,
    };
}
