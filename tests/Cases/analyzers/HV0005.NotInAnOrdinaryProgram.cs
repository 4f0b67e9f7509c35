// file Hyperweave.CoreLib.api.txt: P:System.String.Length
static class Program
{
    static void Main() => System.Console.WriteLine();
}
