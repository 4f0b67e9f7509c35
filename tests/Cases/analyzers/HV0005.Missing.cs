// guest
// file Hyperweave.CoreLib.api.txt: M:System.Math.Max(System.Int32,System.Int32)
// file Hyperweave.CoreLib.api.txt: P:System.String.Length
// file Hyperweave.CoreLib.api.txt: M:System.Collections.Generic.List`1.#ctor
// file Hyperweave.CoreLib.api.txt: M:System.Collections.Generic.List`1.Add(`0)
using System;
using System.Collections.Generic;
using System.Linq;

static class Kernel
{
    static int Main()
    {
        [|Console.WriteLine("hello")|];
        var list = new List<int>();
        list.Add("ab".Length);
        var other = [|new Random()|];
        Func<int, bool> odd = [|int.IsOddInteger|];
        return Math.Max([|list.Count|], [|list.Sum()|]) + int.MaxValue + nameof(Console.ReadLine).Length;
    }
}
