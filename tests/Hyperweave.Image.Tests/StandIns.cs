using Hyperweave.Image.Elf;
using Hyperweave.Image.Native;

namespace Hyperweave.Image.Tests;

/// <summary>Native libraries for linking without a compiled guest.</summary>
internal static class StandIns
{
    private static readonly string[] s_linkerDefined =
    [
        "hw_image_base", "hw_image_limit", "hw_load_end", "hw_bss_start", "hw_bss_end", "hw_eh_frame_start", "hw_eh_frame_end",
        "hw_text_base", "hw_text_limit", "hw_native_base", "hw_native_limit", "hw_symbol_table",
    ];

    /// <summary>Just an entry, and on wish the symbol that <see cref="ObjectBytes"/> calls.</summary>
    public static ObjectFile Library(ImageKind kind, bool defineElsewhere)
    {
        var library = new NativeObjectBuilder(kind);
        library.Function("hw_multiboot_entry", a => { a.nop(); a.ret(); });
        if (defineElsewhere)
            library.Function("elsewhere", a => { a.nop(); a.nop(); a.nop(); a.nop(); a.nop(); a.nop(); a.ret(); });
        return library.Build();
    }

    /// <summary>What the native library needs from the compiled guest: a function for each symbol that it leaves open.</summary>
    public static ObjectFile Guest(ImageKind kind, Action<NativeObjectBuilder>? more = null)
    {
        var library = NativeLibrary.Build(kind).Symbols;
        var defined = library.Where(symbol => symbol.IsDefined).Select(symbol => symbol.Name).Concat(s_linkerDefined).ToHashSet();
        var guest = new NativeObjectBuilder(kind);
        foreach (var symbol in library.Where(symbol => !defined.Contains(symbol.Name)))
            guest.Function(symbol.Name, a => { a.nop(); a.ret(); });
        more?.Invoke(guest);
        return guest.Build();
    }
}
