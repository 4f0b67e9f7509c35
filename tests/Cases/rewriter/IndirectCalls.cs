using System;
using Hyperweave.Guest;

// log: cli sti
public static unsafe class Kernel
{
    public static void Main()
    {
        delegate*<void> managed = &Cpu.Cli; // -> cli
        managed();
        if (Environment.CurrentManagedThreadId < 0)
            Blob((delegate* unmanaged<void>)0x1000);
        Virtual(new Derived());
    }

    private static void Blob(delegate* unmanaged<void> code) => code(); // ? HV0011

    private static void Virtual(Base instance) => instance.Run();

    private abstract class Base
    {
        public abstract void Run();
    }

    private sealed class Derived : Base
    {
        public override void Run()
        {
            using var scope = new Scope();
            lock (this)
            {
                Cpu.Sti(); // -> sti
            }
        }
    }

    private ref struct Scope
    {
        public void Dispose()
        {
            try
            {
                if (Log.Lines.Count > 100)
                    Cpu.Pause(); // -> pause
            }
            catch (Exception problem) when (problem.Message.Length > 0)
            {
                Cpu.Cli(); // -> cli
            }
        }
    }
}
