using System.Runtime;

namespace Hyperweave.Guest;

/// <summary>What core library and boot stub call in this assembly, by linker symbol.</summary>
internal static unsafe class RuntimeExports
{
    /// <summary>Every trap stub.</summary>
    [RuntimeExport("hw_dispatch")]
    internal static void Dispatch(InterruptFrame* frame) => Dispatcher.Dispatch(frame);

    /// <summary>Text of the core library: its console, and the report on an exception that nobody catches.</summary>
    [RuntimeExport("hw_panic_write")]
    internal static void PanicWrite(char* text, int length) => Serial.Write(new ReadOnlySpan<char>(text, length));

    [RuntimeExport("hw_panic_stop")]
    internal static void PanicStop() => Platform.Shutdown(Panic.Status);

    /// <summary>Main has returned.</summary>
    [RuntimeExport("hw_main_returned")]
    internal static void MainReturned(int status) => Platform.Shutdown(status);

    /// <summary>The running thread, from 1 on: the owner of a lock.</summary>
    [RuntimeExport("hw_thread_id")]
    internal static int ThreadId() => KernelThread.CurrentId;

    /// <summary>The running thread waits for a lock.</summary>
    [RuntimeExport("hw_thread_yield")]
    internal static void ThreadYield()
    {
        if (KernelThread.Reschedule is null)
            return;
        var state = Cpu.SaveAndDisable();
        KernelThread.Reschedule();
        Cpu.Restore(state);
    }

    [RuntimeExport("hw_clock_nanoseconds")]
    internal static long ClockNanoseconds() => (long)Timer.Nanoseconds();

    /// <summary>The memory of the core library's heap; called before any object exists.</summary>
    [RuntimeExport("hw_heap_region")]
    internal static void HeapRegion(ulong* start, ulong* end)
    {
        var region = BootMemory.HeapRegion();
        *start = region.Start;
        *end = region.End;
    }
}
