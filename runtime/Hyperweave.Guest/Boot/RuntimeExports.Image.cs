using System.Runtime;

namespace Hyperweave.Guest;

/// <summary>What core library and boot stub call in this assembly, by linker symbol.</summary>
internal static unsafe class RuntimeExports
{
    /// <summary>Text of the core library about an exception nobody catches.</summary>
    [RuntimeExport("hw_panic_write")]
    internal static void PanicWrite(char* text, int length)
    {
        for (var index = 0; index < length; index++)
        {
            var character = Serial.ToByte(text[index]);
            Platform.ConsoleWrite(new ReadOnlySpan<byte>(&character, 1));
        }
    }

    [RuntimeExport("hw_panic_stop")]
    internal static void PanicStop() => Platform.Shutdown(Panic.Status);

    /// <summary>Main has returned.</summary>
    [RuntimeExport("hw_main_returned")]
    internal static void MainReturned(int status) => Platform.Shutdown(status);

    /// <summary>The memory of the core library's heap; called before any object exists.</summary>
    [RuntimeExport("hw_heap_region")]
    internal static void HeapRegion(ulong* start, ulong* end)
    {
        var region = BootMemory.HeapRegion();
        *start = region.Start;
        *end = region.End;
    }
}
