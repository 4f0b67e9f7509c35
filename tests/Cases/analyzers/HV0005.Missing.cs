// guest
// file Hyperweave.CoreLib.api.txt: M:System.Math.Max(System.Int32,System.Int32)
// file Hyperweave.CoreLib.api.txt: P:System.String.Length
// file Hyperweave.CoreLib.api.txt: M:System.Object.ToString
// file Hyperweave.CoreLib.api.txt: M:System.Collections.Generic.List`1.#ctor
// file Hyperweave.CoreLib.api.txt: M:System.Collections.Generic.List`1.Add(`0)
using System;
using System.Collections.Generic;
using System.Linq;

[Obsolete("attributes leave no code", DiagnosticId = "X")]
sealed class Old : Attribute
{
    public override string ToString() => "old";
}

static class Kernel
{
    static int Main()
    {
        [|Console.WriteLine("hello")|];
        var list = new List<int>();
        list.Add("ab".Length);
        var other = [|new Random()|];
        Func<int, bool> odd = [|int.IsOddInteger|];
        _ = new TimeSpan();
        object text = "text";
        _ = "text".ToString() + [|text.GetHashCode()|];
        return Math.Max([|list.Count|], [|list.Sum()|]) + int.MaxValue + nameof(Console.ReadLine).Length;
    }
}
