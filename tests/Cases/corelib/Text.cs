using System.Text;

namespace CoreLibCases;

internal static class Text
{
    public static void Run()
    {
        var bytes = Encoding.UTF8.GetBytes("aé€😀");
        Console.WriteLine(Convert.ToHexString(bytes) + " " + (Encoding.UTF8.GetString(bytes) == "aé€😀") + Encoding.UTF8.GetByteCount("é"));
        var damaged = Encoding.UTF8.GetString([0x41, 0xC3, 0x28, 0xE2, 0x82, 0x42, 0xFF]);
        foreach (var character in damaged)
            Console.Write(((int)character).ToString("X4") + " ");
        Console.WriteLine(Encoding.ASCII.GetString([72, 105]) + Encoding.ASCII.GetBytes("é")[0]);
    }
}
