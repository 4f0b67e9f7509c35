// only this rule
using System;
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static class Queue
{
    private static int s_count;
    private static InterruptState s_state;

    static void EarlyReturn(bool isEmpty)
    {
        var state = [|Cpu.SaveAndDisable()|];
        if (isEmpty)
            return;
        s_count--;
        Cpu.Restore(state);
    }

    static int ReturnOfAValue(int index)
    {
        [|Cpu.Cli()|];
        if (index == 0)
            return -1;
        s_count = index;
        Cpu.Sti();
        return index;
    }

    static void Throw(int index)
    {
        var state = [|Cpu.SaveAndDisable()|];
        if (index < 0)
            throw new ArgumentOutOfRangeException(nameof(index));
        s_count = index;
        Cpu.Restore(state);
    }

    static void ThrowExpression(string name)
    {
        [|Cpu.Cli()|];
        s_count = (name ?? throw new ArgumentNullException(nameof(name))).Length;
        Cpu.Sti();
    }

    static void ACallThatThrows(int index)
    {
        [|Cpu.Cli()|];
        s_count = Checked(index);
        Cpu.Sti();
    }

    static void AnotherExceptionIsCaught(int index)
    {
        [|Cpu.Cli()|];
        try
        {
            s_count = Checked(index);
        }
        catch (InvalidCastException)
        {
            s_count = 0;
        }

        Cpu.Sti();
    }

    static void TheHandlerForgets(int index)
    {
        [|Cpu.Cli()|];
        try
        {
            s_count = Checked(index);
            Cpu.Sti();
        }
        catch
        {
            s_count = 0;
            return;
        }

        Cpu.Sti();
    }

    static void FinallyTooLate(bool isEmpty)
    {
        var state = [|Cpu.SaveAndDisable()|];
        if (isEmpty)
            return;
        try
        {
            s_count--;
        }
        finally
        {
            Cpu.Restore(state);
        }
    }

    static void TheInnerStateOnly(bool isEmpty)
    {
        var outer = [|Cpu.SaveAndDisable()|];
        var inner = Cpu.SaveAndDisable();
        s_count++;
        Cpu.Restore(inner);
        if (isEmpty)
            return;
        Cpu.Restore(outer);
    }

    static void Dropped()
    {
        var state = [|Cpu.SaveAndDisable()|];
        if (state.WasEnabled)
            s_count++;
        s_count--;
    }

    static void KeptInAField(bool isEmpty)
    {
        s_state = [|Cpu.SaveAndDisable()|];
        if (isEmpty)
            return;
        Cpu.Restore(s_state);
    }

    static void Loop(int[] items)
    {
        foreach (var item in items)
        {
            [|Cpu.Cli()|];
            if (item == 0)
                return;
            s_count += item;
            Cpu.Sti();
        }
    }

    static void SwitchSection(int kind)
    {
        [|Cpu.Cli()|];
        switch (kind)
        {
            case 0:
                s_count = 1;
                break;
            case 1:
                return;
        }

        Cpu.Sti();
    }

    static void InsideALambda()
    {
        Action<bool> take = isEmpty =>
        {
            [|Cpu.Cli()|];
            if (isEmpty)
                return;
            s_count--;
            Cpu.Sti();
        };
        take(s_count == 0);
        Local(true);

        static void Local(bool isEmpty)
        {
            [|Cpu.Cli()|];
            if (isEmpty)
                return;
            s_count--;
            Cpu.Sti();
        }
    }

    private static int Checked(int index) => index < 0 ? throw new IndexOutOfRangeException() : Twice(index);

    private static int Twice(int index) => index * 2;
}

static unsafe class OtherSpellings
{
    [DllImport("*")] static extern void Cli();
    [DllImport("*")] static extern void Sti();
    [DllImport("*")] static extern ulong pushf();
    [DllImport("*")] static extern void popf(ulong flags);
    [DllImport("*", EntryPoint = "_native_cpu_disable_interrupts")] static extern void Off();
    [DllImport("*", EntryPoint = "_native_cpu_enable_interrupts")] static extern void On();
    [DllImport("Mosa.Compiler.x86.Intrinsic::Cli")] static extern void MosaCli();
    [DllImport("Mosa.Compiler.x86.Intrinsic::Sti")] static extern void MosaSti();

    static void Moos(bool isEmpty)
    {
        [|Cli()|];
        if (isEmpty)
            return;
        Sti();
    }

    static void Flags(bool isEmpty)
    {
        var flags = pushf();
        [|Cli()|];
        if (isEmpty)
            return;
        popf(flags);
    }

    static void CosmosGen3(bool isEmpty)
    {
        [|Off()|];
        if (isEmpty)
            return;
        On();
    }

    static void Mosa(bool isEmpty)
    {
        [|MosaCli()|];
        if (isEmpty)
            return;
        MosaSti();
    }

    static void CosmosGen2(bool isEmpty)
    {
        [|Cosmos.Core.CPU.DisableInterrupts()|];
        if (isEmpty)
            return;
        Cosmos.Core.CPU.EnableInterrupts();
    }

    static void ThroughOwnWrappers(bool isEmpty)
    {
        [|Enter()|];
        if (isEmpty)
            return;
        Leave();
    }

    static void Enter() => Cli();

    static void Leave()
    {
        Sti();
    }
}

namespace Cosmos.Core
{
    static class CPU
    {
        public static bool DisableInterrupts() => true;
        public static void EnableInterrupts() { }
    }
}
