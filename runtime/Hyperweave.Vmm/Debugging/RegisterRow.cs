using System.Runtime.InteropServices;

namespace Hyperweave.Vmm.Debugging;

/// <summary>How a register is read; most are bytes of <see cref="CpuState"/>.</summary>
internal enum RegisterForm
{
    Stored,
    /// <summary>RFLAGS, whose IF stands elsewhere.</summary>
    Flags,
    /// <summary>The x87 tag word, of which FXSAVE keeps one bit for each register (Intel SDM 1 10.5.1.1).</summary>
    TagWord,
}

/// <summary>A register as gdb knows it. The rows' order gives the numbers.</summary>
/// <param name="Bits">In gdb's form, which may be wider than what is stored.</param>
/// <param name="Type">gdb's type of it.</param>
/// <param name="Offset">In <see cref="CpuState"/>.</param>
/// <param name="Stored">Bytes there.</param>
internal sealed record RegisterRow(string Name, int Bits, string Type, string Feature, int Offset, int Stored,
    bool Writable = true, RegisterForm Form = RegisterForm.Stored)
{
    private const string Core = "org.gnu.gdb.i386.core", Sse = "org.gnu.gdb.i386.sse", Segments = "org.gnu.gdb.i386.segments";
    /// <summary>gdb shows registers of features that it does not know.</summary>
    private const string Control = "org.hyperweave.i386.control";

    internal int Bytes => Bits / 8;

    /// <summary>What gdb's own files 64bit-core.xml, 64bit-sse.xml and 64bit-segments.xml name, in their order, and the control registers.</summary>
    internal static IReadOnlyList<RegisterRow> All { get; } =
    [
        .. new[] { "Rax", "Rbx", "Rcx", "Rdx", "Rsi", "Rdi" }.Select(name => General(name, "int64")),
        General("Rbp", "data_ptr"), General("Rsp", "data_ptr"),
        .. Enumerable.Range(8, 8).Select(number => General($"R{number}", "int64")),
        General("Rip", "code_ptr"),
        new("eflags", 32, "i386_eflags", Core, Place(nameof(CpuState.Rflags)), 4, Form: RegisterForm.Flags),
        .. new[] { "Cs", "Ss", "Ds", "Es", "Fs", "Gs" }.Select(Selector),
        .. Enumerable.Range(0, 8).Select(number => new RegisterRow($"st{number}", 80, "i387_ext", Core, Extended(32 + 16 * number), 10)),
        Float("fctrl", 0, 2), Float("fstat", 2, 2), Float("ftag", 4, 1) with { Form = RegisterForm.TagWord },
        Float("fiseg", 12, 4), Float("fioff", 8, 4), Float("foseg", 20, 4), Float("fooff", 16, 4), Float("fop", 6, 2),
        .. Enumerable.Range(0, 16).Select(number => new RegisterRow($"xmm{number}", 128, "vec128", Sse, Extended(160 + 16 * number), 16)),
        new("mxcsr", 32, "i386_mxcsr", Sse, Extended(24), 4),
        Base("fs_base", nameof(CpuState.Fs)), Base("gs_base", nameof(CpuState.Gs)),
        System("k_gs_base", nameof(CpuState.KernelGsBase)),
        .. new[] { "Cr0", "Cr2", "Cr3", "Cr4", "Cr8", "Efer" }.Select(name => System(name.ToLowerInvariant(), name)),
    ];

    private static RegisterRow General(string field, string type) => new(field.ToLowerInvariant(), 64, type, Core, Place(field), 8);

    /// <summary>Not to be written: a selector alone says nothing of the segment that it would load.</summary>
    private static RegisterRow Selector(string field) => new(field.ToLowerInvariant(), 32, "int32", Core,
        Place(field) + (int)Marshal.OffsetOf<Segment>(nameof(Segment.Selector)), 2, Writable: false);

    private static RegisterRow Float(string name, int place, int stored) => new(name, 32, "int", Core, Extended(place), stored);

    private static RegisterRow Base(string name, string segment) =>
        new(name, 64, "int64", Segments, Place(segment) + (int)Marshal.OffsetOf<Segment>(nameof(Segment.Base)), 8);

    /// <summary>Not to be written: engines must be told of a change, as the guest's own instructions tell them.</summary>
    private static RegisterRow System(string name, string field) => new(name, 64, "int64", Control, Place(field), 8, Writable: false);

    private static int Extended(int place) => Place(nameof(CpuState.Fxsave)) + place;

    private static int Place(string field) => (int)Marshal.OffsetOf<CpuState>(field);
}
