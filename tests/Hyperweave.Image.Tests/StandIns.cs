using Hyperweave.Image.Elf;
using Hyperweave.Image.Native;

namespace Hyperweave.Image.Tests;

/// <summary>Native libraries for linking without a compiled guest.</summary>
internal static class StandIns
{
    /// <summary>Just an entry, and on wish the symbol that <see cref="ObjectBytes"/> calls.</summary>
    public static ObjectFile Library(ImageKind kind, bool defineElsewhere)
    {
        var library = new NativeObjectBuilder(kind);
        library.Function("hw_multiboot_entry", a => { a.nop(); a.ret(); });
        if (defineElsewhere)
            library.Function("elsewhere", a => { a.nop(); a.nop(); a.nop(); a.nop(); a.nop(); a.nop(); a.ret(); });
        return library.Build();
    }

    /// <summary>What the native library needs from the compiled guest.</summary>
    public static ObjectFile Guest(ImageKind kind, Action<NativeObjectBuilder>? more = null)
    {
        var guest = new NativeObjectBuilder(kind);
        foreach (var symbol in new[] { "hw_runtime_start", "__managed__Main", "hw_main_returned", "hw_dispatch" })
            guest.Function(symbol, a => { a.nop(); a.ret(); });
        guest.Data("__ReadyToRunHeader", 0);
        more?.Invoke(guest);
        return guest.Build();
    }
}
