// only this rule
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Hyperweave.Guest;

static unsafe class Kernel
{
    private static readonly object s_gate = new();
    private static readonly Lock s_lock = new();
    private static readonly List<int> s_list = new(16);
    private static object s_kept = "";
    private static string s_text = "";
    private static Record s_record = new(1);

    static void Main()
    {
        Interrupts.SetHandler(14, &Allocates);
        Interrupts.SetHandler(32, &Locks);
        Interrupts.SetHandler(33, &Throws);
        Interrupts.SetHandler(34, &Strings);
        Interrupts.SetHandler(35, &Sequences);
        Interrupts.SetHandler(36, &Calls);
        Interrupts.SetHandler(37, &Calls);
        Interrupts.SetHandler(38, &Local);
        Cosmos.Core.INTs.SetIrqHandler(1, context => s_kept = [|new object()|]);
        Cosmos.Core.INTs.SetIrqHandler(2, Irq);

        static void Local(InterruptFrame* frame) => s_kept = [|new int[1]|];
    }

    static void Allocates(InterruptFrame* frame)
    {
        s_kept = [|new List<int>()|];
        s_kept = [|new int[4]|];
        s_kept = [|frame->Vector|];
        s_kept = [|new { s_list.Count }|];
        s_record = [|s_record with { Number = 2 }|];
        int[] numbers = [|[1, 2, 3]|];
        [|Params(1, numbers[0])|];
        var rip = frame->Rip;
        Func<ulong> later = [|() => rip|];
        Action run = [|Main|];
        Generic<List<int>>();
    }

    static void Locks(InterruptFrame* frame)
    {
        {|HV0020:lock (s_gate)
        {
        }|}

        [|Monitor.Enter(s_gate)|];
        [|s_lock.Enter()|];
    }

    static void Throws(InterruptFrame* frame)
    {
        if (frame->ErrorCode != 0)
            [|throw new InvalidOperationException();|]
        s_text = s_text ?? [|throw new InvalidOperationException()|];
    }

    static void Strings(InterruptFrame* frame)
    {
        s_text = [|"a" + s_text + "b"|];
        [|s_text += "c"|];
        s_text = [|$"at {s_text}"|];
        s_text = [|frame->Rip.ToString()|];
        s_text = [|s_text.Substring(1)|];
        s_kept = [|s_text.ToCharArray()|];
    }

    static void Sequences(InterruptFrame* frame)
    {
        var any = [|s_list.Any()|];
        var walk = [|Numbers()|];
        {|HV0020:foreach (var number in walk)
        {
        }|}
    }

    static void Calls(InterruptFrame* frame)
    {
        First(frame->Vector);
        var number = Number;
        var box = new Box(number) + 1;
    }

    static void First(ulong vector) => Second(vector);

    static void Second(ulong vector)
    {
        s_kept = [|new object()|];
        if (vector == 0)
            First(1);
    }

    static int Number => [|new object()|].GetHashCode();

    static void Params(params int[] numbers) { }

    static void Generic<T>() where T : new() => s_kept = [|new T()|]!;

    static void Irq(int context) => s_kept = [|new object()|];

    static IEnumerable<int> Numbers()
    {
        yield return 1;
    }
}

sealed record Record(int Number);

readonly struct Box(int number)
{
    public static object operator +(Box box, int more) => [|new object()|];

    public int Number => number;
}

namespace Cosmos.Core
{
    static class INTs
    {
        public static void SetIrqHandler(byte irq, System.Action<int> handler) => handler(irq);
    }
}
