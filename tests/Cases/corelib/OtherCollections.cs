namespace CoreLibCases;

internal static class OtherCollections
{
    public static void Run()
    {
        var set = new HashSet<string> { "a", "b" };
        Console.WriteLine(set.Add("a") + " " + set.Add("c") + " " + set.Contains("b") + " " + set.Remove("b") + " " + set.Count);
        var numbers = new HashSet<int>([1, 2, 3, 4]);
        numbers.IntersectWith([2, 4, 6]);
        numbers.UnionWith([10]);
        Console.WriteLine(string.Join(",", numbers) + numbers.SetEquals([2, 4, 10]));
        var queue = new Queue<int>();
        for (var i = 0; i < 10; i++)
        {
            queue.Enqueue(i);
            if (i % 3 == 0)
                Console.Write(queue.Dequeue() + " ");
        }
        Console.WriteLine(queue.Count + " " + queue.Peek() + " " + string.Join(",", queue) + queue.TryDequeue(out var first) + first);
        var stack = new Stack<string>(["x", "y"]);
        stack.Push("z");
        Console.WriteLine(stack.Pop() + stack.Peek() + stack.Count + string.Join(",", stack));
        try
        {
            new Stack<int>().Pop();
        }
        catch (InvalidOperationException exception)
        {
            Console.WriteLine(exception.Message);
        }
        Console.WriteLine(Tuple.Create(1, "b") + " " + (1, 2).Equals((1, 2)) + " " + (1, 2).CompareTo((1, 3)) + " " + new KeyValuePair<int, string>(1, "v"));
        var lazy = new Lazy<int>(() => { Console.Write("made "); return 5; });
        Console.WriteLine(lazy.Value + lazy.Value);
    }
}
