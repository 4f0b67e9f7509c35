namespace CoreLibCases;

internal static class Memory
{
    public static void Run()
    {
        long sum = 0;
        for (var i = 0; i < 2000; i++)
        {
            var array = new byte[i * 7];
            foreach (var item in array)
                sum += item;
            Array.Fill(array, (byte)0xFF);
            var text = new string('x', i % 50);
            sum += text.Length + new object[i % 13].Length;
        }
        Console.WriteLine(sum);
        var large = new int[300_000];
        foreach (var item in large)
            sum += item;
        large[^1] = 1;
        Console.WriteLine(sum + large[^1]);
        var nodes = new List<object>();
        for (var i = 0; i < 10_000; i++)
            nodes.Add(i);
        Console.WriteLine((int)nodes[9_999] + (int)nodes[5]);
    }
}
