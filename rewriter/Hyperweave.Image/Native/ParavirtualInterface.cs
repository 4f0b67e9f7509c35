using Hyperweave.Abi;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>The hypercall page, the shared page and the note that tells the VMM where they are.</summary>
internal static class ParavirtualInterface
{
    private const int PageSize = 4096;

    public static void AddTo(NativeObjectBuilder library)
    {
        library.Zeroed("hw_shared_page_memory", SharedPage.Size, PageSize);
        library.Function("hw_shared_page", (a, symbols) => TrapStubs.ReturnAddress(a, symbols["hw_shared_page_memory"]));
        if (library.Kind == ImageKind.Paravirtual)
            AddHypercallPage(library);
        else
            AddAbsent(library);
    }

    private static void AddHypercallPage(NativeObjectBuilder library)
    {
        library.Zeroed("hw_hypercall_page_memory", HypercallPage.Size, PageSize, SectionNames.HypercallPage);
        library.Function("hw_hypercall_page", (a, symbols) => TrapStubs.ReturnAddress(a, symbols["hw_hypercall_page_memory"]));
        library.Alias("hw_hypercall", SectionNames.HypercallPage, HypercallPage.Call);
        library.Alias("hw_hypercall_iret", SectionNames.HypercallPage, HypercallPage.Iret);
        library.Alias("hw_hypercall_rdtsc", SectionNames.HypercallPage, HypercallPage.Rdtsc);
        library.Alias("hw_hypercall_syscall", SectionNames.HypercallPage, HypercallPage.SystemCall);
        library.Data("hw_paravirtual_note", SectionNames.HyperweaveNote, sizeof(uint), Note);
    }

    private static void Note(DataWriter data)
    {
        NoteHeader.Write(data, HypercallAbi.NoteName, HypercallAbi.NoteType, descriptorSize: 32);
        data.Number32(HypercallAbi.Version);
        data.Number32(0);
        data.Address64("hw_paravirtual_entry");
        data.Address64("hw_hypercall_page_memory");
        data.Address64("hw_shared_page_memory");
    }

    // There is nobody to call from an unmodified image, and the caller is told so.
    private static void AddAbsent(NativeObjectBuilder library)
    {
        library.Function("hw_hypercall_page", a => { a.xor(eax, eax); a.ret(); });
        foreach (var symbol in new[] { "hw_hypercall", "hw_hypercall_syscall" })
            library.Function(symbol, a => { a.mov(rax, HypercallError.ENOSYS); a.ret(); });
        library.Function("hw_hypercall_rdtsc", a => { a.rdtsc(); a.shl(rdx, 32); a.or(rax, rdx); a.ret(); });
    }
}
