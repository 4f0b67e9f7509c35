namespace CoreLibCases;

internal static class Spans
{
    public static void Run()
    {
        Span<int> numbers = stackalloc int[8];
        numbers.Fill(3);
        numbers[2] = 9;
        numbers.Slice(5).Clear();
        Console.WriteLine(string.Join(",", numbers.ToArray()) + numbers.IndexOf(9) + numbers.Contains(4));
        ReadOnlySpan<byte> utf8 = "utf8 text"u8;
        Console.WriteLine(utf8.Length + " " + utf8.IndexOf((byte)' ') + utf8.StartsWith("utf8"u8) + utf8.SequenceEqual("utf8 text"u8));
        var text = "key=value".AsSpan();
        Console.WriteLine(text[..text.IndexOf('=')].ToString() + text[(text.IndexOf('=') + 1)..].ToString());
        var large = new byte[1000];
        for (var i = 0; i < large.Length; i++)
            large[i] = (byte)i;
        large.AsSpan(0, 900).CopyTo(large.AsSpan(37));
        var checksum = 0;
        foreach (var item in large)
            checksum = checksum * 31 + item;
        large.AsSpan(100, 800).CopyTo(large.AsSpan(3));
        foreach (var item in large)
            checksum = checksum * 31 + item;
        Console.WriteLine(checksum);
        for (var length = 0; length < 150; length += 7)
        {
            var copy = new byte[200];
            large.AsSpan(5, length).CopyTo(copy.AsSpan(1));
            copy.AsSpan(1, length).CopyTo(copy.AsSpan(2));
            foreach (var item in copy)
                checksum = checksum * 31 + item;
        }
        Console.WriteLine(checksum);
        Span<char> characters = stackalloc char[4];
        Console.WriteLine(12345.TryFormat(characters, out var written) + " " + written + 123.TryFormat(characters, out written) + characters[..written].ToString());
        numbers.Sort();
        numbers.Reverse();
        Console.WriteLine(string.Join(",", numbers.ToArray()));
        try
        {
            Console.WriteLine(numbers.Slice(9).Length);
        }
        catch (ArgumentOutOfRangeException)
        {
            Console.WriteLine("slice");
        }
    }
}
