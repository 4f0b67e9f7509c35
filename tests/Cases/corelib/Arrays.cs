namespace CoreLibCases;

internal static class Arrays
{
    public static void Run()
    {
        int[] numbers = [5, 2, 9, 1];
        Array.Sort(numbers);
        Console.WriteLine(string.Join(",", numbers) + Array.IndexOf(numbers, 9) + Array.BinarySearch(numbers, 5));
        Array.Reverse(numbers);
        Array.Resize(ref numbers, 6);
        Array.Fill(numbers, 7, 4, 2);
        var copy = new int[6];
        Array.Copy(numbers, 1, copy, 0, 5);
        Array.Copy(copy, 0, copy, 1, 4);
        Console.WriteLine(string.Join(",", numbers) + " " + string.Join(",", copy));
        Array.Clear(copy, 1, 2);
        Console.WriteLine(string.Join(",", copy) + ((int[])copy.Clone())[0]);
        var grid = new int[3, 4];
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 4; column++)
                grid[row, column] = row * 10 + column;
        Console.WriteLine(grid[2, 3] + " " + grid.GetLength(0) + grid.GetLength(1) + grid.Length + grid.Rank + grid.GetUpperBound(1));
        var cube = new string[2, 2, 2];
        cube[1, 0, 1] = "deep";
        Console.WriteLine(cube[1, 0, 1] + (cube[0, 0, 0] == null));
        int[,] given = { { 1, 2 }, { 3, 4 } };
        var sum = 0;
        foreach (var item in given)
            sum += item;
        Console.WriteLine(sum);
        int[][] jagged = [[1], [2, 3], []];
        Console.WriteLine(jagged[1][1] + jagged[2].Length);
        object[] objects = new string[] { "a" };
        Fails(() => objects[0] = 5);
        Fails(() => grid[3, 0] = 1);
        Fails(() => numbers[6] = 1);
        Fails(() => numbers[-1] = 1);
        Fails(() => numbers = new int[int.Parse("-1")]);
        IList<int> list = numbers;
        Console.WriteLine(list.Count + " " + list.Contains(7) + " " + list.IndexOf(5) + " " + (numbers is IEnumerable<int>) + (objects is IEnumerable<object>));
        Console.WriteLine(string.Join(",", numbers[1..3]) + numbers[^1] + Array.Exists(numbers, item => item == 2) + Array.Find(numbers, item => item < 3));
        var pairs = new[] { "c", "a", "b" };
        var keys = new[] { 3, 1, 2 };
        Array.Sort(keys, pairs);
        Console.WriteLine(string.Join("", pairs));
        Buffer.BlockCopy(keys, 0, copy, 4, 8);
        Console.WriteLine(copy[1] + copy[2]);
    }

    private static void Fails(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            Console.WriteLine(exception is ArrayTypeMismatchException ? "mismatch" : exception is IndexOutOfRangeException ? "index" : exception is OverflowException ? "overflow" : "?");
        }
    }
}
