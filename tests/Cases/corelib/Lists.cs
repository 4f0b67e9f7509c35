namespace CoreLibCases;

internal static class Lists
{
    public static void Run()
    {
        List<int> list = [5, 3, 8, 1];
        list.Add(9);
        list.AddRange(new[] { 7, 2 });
        list.Insert(1, 100);
        Print(list);
        list.Remove(3);
        list.RemoveAt(0);
        list.RemoveAll(item => item > 50);
        list.Sort();
        Print(list);
        list.Reverse();
        Print(list);
        list.Sort((left, right) => left.CompareTo(right));
        Console.WriteLine(list.Contains(8) + " " + list.IndexOf(7) + " " + list.BinarySearch(8) + " " + list.Find(item => item > 5) + " " + list.Exists(item => item == 4) + " " + list.Count);
        Print(list.GetRange(1, 2));
        Print(list.ConvertAll(item => item * 2));
        Print([.. list, 42, .. list]);
        var names = new List<string> { "pear", "apple", "fig" };
        names.Sort();
        Console.WriteLine(string.Join(" ", names) + names.TrueForAll(name => name.Length > 2));
        try
        {
            foreach (var item in list)
                list.Add(item);
        }
        catch (InvalidOperationException exception)
        {
            Console.WriteLine(exception.Message);
        }
        try
        {
            Console.WriteLine(list[99]);
        }
        catch (ArgumentOutOfRangeException)
        {
            Console.WriteLine("out of range");
        }
        IReadOnlyList<int> readOnly = list;
        IEnumerable<object> objects = names;
        Console.WriteLine(readOnly.Count + " " + string.Join("/", objects));
    }

    private static void Print(List<int> list)
    {
        foreach (var item in list)
            Console.Write(item + " ");
        Console.WriteLine();
    }
}
