// only this rule
using System;
using System.Runtime.InteropServices;
using Hyperweave.Guest;

static unsafe class Kernel
{
    [DllImport("*")] static extern ulong pushf();
    [DllImport("*")] static extern void popf(ulong flags);

    private static int s_count;
    private static int s_depth;
    private static bool s_busy;
    private static bool s_wasEnabled;
    private static InterruptState s_state;

    static void Wrapper() => Cpu.Cli();

    static InterruptState SavingWrapper() => Cpu.SaveAndDisable();

    static InterruptState HandsTheStateOver(bool isFirst)
    {
        var state = Cpu.SaveAndDisable();
        if (isFirst)
            s_count = 0;
        return state;
    }

    static void HandsItOverByReference(out InterruptState state)
    {
        var saved = Cpu.SaveAndDisable();
        s_count++;
        state = saved;
    }

    static void Boot()
    {
        Cpu.Cli();
        Interrupts.Initialize();
        Cpu.Sti();
        for (;;)
            Cpu.Hlt();
    }

    static void StopForGood()
    {
        Cpu.Cli();
        while (true)
            Cpu.Hlt();
    }

    static void LeavesThemOff()
    {
        Cpu.Cli();
        s_count = 0;
    }

    static void PanicWithInterruptsOff(bool isBad)
    {
        Cpu.Cli();
        if (isBad)
            Panic.Stop("bad");
        s_count++;
        Cpu.Sti();
    }

    static void OwnPanic(bool isBad)
    {
        Cpu.Cli();
        if (isBad)
            HaltForEver();
        if (s_count < 0)
            Platform.Shutdown(1);
        s_count++;
        Cpu.Sti();
    }

    static void HaltForEver()
    {
        Serial.WriteLine("stopped");
        while (true)
            Cpu.Hlt();
    }

    static void EveryPath(bool isEmpty)
    {
        var state = Cpu.SaveAndDisable();
        if (isEmpty)
        {
            Cpu.Restore(state);
            return;
        }

        s_count--;
        Cpu.Restore(state);
    }

    static int Finally(int index)
    {
        var state = Cpu.SaveAndDisable();
        try
        {
            if (index == 0)
                return 0;
            return Checked(index);
        }
        finally
        {
            Cpu.Restore(state);
        }
    }

    static void NestedFinally(int index)
    {
        Cpu.Cli();
        try
        {
            try
            {
                Checked(index);
            }
            finally
            {
                s_count++;
            }
        }
        finally
        {
            Cpu.Sti();
        }
    }

    static void CaughtAndRestored(int index)
    {
        Cpu.Cli();
        try
        {
            s_count = Checked(index);
        }
        catch (Exception) when (s_count > 0)
        {
            s_count = 0;
        }
        catch (Exception)
        {
            s_count = 1;
        }

        Cpu.Sti();
    }

    static void OnlyIfTheyWereEnabled(bool isEmpty)
    {
        var wasEnabled = Cpu.InterruptsEnabled();
        Cpu.Cli();
        if (isEmpty)
        {
            if (wasEnabled)
                Cpu.Sti();
            return;
        }

        s_count--;
        if (wasEnabled)
            Cpu.Sti();
    }

    static void OnlyIfTheBitWasSet(bool isEmpty)
    {
        var flags = pushf();
        var enabled = (flags & 0x200) != 0;
        Cpu.Cli();
        if (isEmpty && enabled)
        {
            Cpu.Sti();
            return;
        }

        if (enabled)
            Cpu.Sti();
        s_count--;
    }

    static void PushOff()
    {
        var wasEnabled = Cpu.InterruptsEnabled();
        Cpu.Cli();
        if (s_depth++ == 0)
            s_wasEnabled = wasEnabled;
    }

    static void PopOff()
    {
        if (--s_depth == 0 && s_wasEnabled)
            Cpu.Sti();
    }

    static bool TryEnter()
    {
        Cpu.Cli();
        if (s_busy)
        {
            Cpu.Sti();
            return false;
        }

        s_busy = true;
        return true;
    }

    static void Pairs()
    {
        Wrapper();
        s_count++;
        Cpu.Sti();
        PushOff();
        s_count++;
        PopOff();
    }

    static void Nested()
    {
        var outer = Cpu.SaveAndDisable();
        var inner = Cpu.SaveAndDisable();
        s_count++;
        Cpu.Restore(inner);
        Cpu.Restore(outer);
    }

    static void InAField()
    {
        s_state = Cpu.SaveAndDisable();
        s_count++;
        Cpu.Restore(s_state);
    }

    static void HaltLoop()
    {
        while (!s_busy)
        {
            Cpu.Cli();
            if (s_count == 0)
            {
                Cpu.StiHlt();
                continue;
            }

            s_count--;
            Cpu.Sti();
        }
    }

    static void BeforeTheDisabling(int index)
    {
        if (index < 0)
            throw new ArgumentOutOfRangeException(nameof(index));
        if (s_busy)
            return;
        Cpu.Cli();
        s_count = index;
        Cpu.Sti();
    }

    static void Flags()
    {
        var flags = pushf();
        Cpu.Cli();
        s_count++;
        popf(flags);
    }

    static void ScopeOfOnesOwn(int index)
    {
        using var scope = new Masked(Cpu.SaveAndDisable());
        s_count = Checked(index);
    }

    private static int Checked(int index) => index < 0 ? throw new IndexOutOfRangeException() : index;

    private readonly ref struct Masked(InterruptState state)
    {
        public void Dispose() => Cpu.Restore(state);
    }
}

[NativeForm]
static class Native
{
    static void Both(bool isEmpty)
    {
        Cpu.Cli();
        if (isEmpty)
            return;
        Cpu.Sti();
    }
}
