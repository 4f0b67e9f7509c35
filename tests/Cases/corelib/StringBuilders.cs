using System.Text;

namespace CoreLibCases;

internal static class StringBuilders
{
    public static void Run()
    {
        var builder = new StringBuilder();
        for (var i = 0; i < 50; i++)
            builder.Append(i).Append(',').Append("x").Append(i % 2 == 0);
        Console.WriteLine(builder.Length + " " + builder.ToString(0, 40));
        builder.Clear().Append("hello world").Insert(5, ",").Replace("world", "there").Remove(0, 1).Append('!', 3).Append(1.5).Append(10L).Append((byte)3);
        Console.WriteLine(builder.ToString() + builder[0] + builder.Length);
        builder[0] = 'E';
        builder.Length = 4;
        Console.WriteLine(builder.AppendLine("end").AppendJoin(", ", "a", "b").ToString());
    }
}
