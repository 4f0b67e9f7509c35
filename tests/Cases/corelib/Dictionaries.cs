namespace CoreLibCases;

internal static class Dictionaries
{
    public static void Run()
    {
        var numbers = new Dictionary<int, string>();
        for (var i = 0; i < 1000; i++)
            numbers.Add(i * 7919, "v" + i);
        for (var i = 0; i < 1000; i += 3)
            numbers.Remove(i * 7919);
        Console.WriteLine(numbers.Count + " " + numbers.ContainsKey(7919) + " " + numbers.ContainsKey(0) + " " + numbers[7919 * 500]);
        for (var i = 0; i < 100; i++)
            numbers[-i] = "n" + i;
        Console.WriteLine(numbers.Count + " " + numbers.TryGetValue(-50, out var found) + found + numbers.TryGetValue(13, out _));
        var words = new Dictionary<string, int>();
        foreach (var word in "the cat and the dog and the bird".Split(' '))
            words[word] = words.GetValueOrDefault(word) + 1;
        foreach (var (word, count) in words)
            Console.Write(word + "=" + count + " ");
        Console.WriteLine(string.Join(",", words.Keys) + string.Join(",", words.Values));
        var folded = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["Key"] = 1 };
        Console.WriteLine(folded["KEY"] + " " + folded.ContainsKey("other"));
        var places = new Dictionary<(int, int), string> { [(1, 2)] = "a", [(2, 1)] = "b" };
        Console.WriteLine(places[(2, 1)] + places.ContainsKey((3, 3)));
        var longs = new Dictionary<ulong, long> { [ulong.MaxValue] = -1 };
        Console.WriteLine(longs[ulong.MaxValue]);
        Console.WriteLine(Failure(() => words["nope"]) + " " + Failure(() => { words.Add("the", 1); return 0; }) + " " + Failure(() => words[null!]));
        IDictionary<string, int> general = words;
        general.Remove("cat");
        Console.WriteLine(general.Count + " " + general.ContainsKey("dog"));
        var days = new Dictionary<DayOfWeek, int> { [DayOfWeek.Friday] = 5 };
        Console.WriteLine(days[DayOfWeek.Friday]);
    }

    private static string Failure(Func<int> action)
    {
        try
        {
            return action().ToString();
        }
        catch (Exception exception)
        {
            return exception.Message;
        }
    }

    private enum DayOfWeek { Thursday, Friday }
}
