using Hyperweave.Abi;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>
/// The 256 entries from interrupts and exceptions, in up to two sets that differ in the way back: IRETQ, or the
/// hypercall page's Iret.
/// </summary>
internal static class TrapStubs
{
    private const int VectorCount = 256;

    // Exceptions with an error code: #DF #TS #NP #SS #GP #PF #AC #CP #VC #SX (Intel SDM 3A, table 6-1; AMD APM 2, 8.2).
    private static readonly HashSet<int> s_pushesErrorCode = [8, 10, 11, 12, 13, 14, 17, 21, 29, 30];

    public static void AddTo(NativeObjectBuilder library)
    {
        AddSet(library, "hw_trap", (a, _) => a.iretq());
        library.Function("hw_resume_frame", a => { a.mov(rsp, rdi); RegisterFrame.Restore(a); a.iretq(); });
        if (library.Kind == ImageKind.Paravirtual)
            AddParavirtual(library);
        else
            AddAbsent(library);
    }

    private static void AddParavirtual(NativeObjectBuilder library)
    {
        AddSet(library, "hw_pv_trap", (a, symbols) => a.jmp(symbols["hw_hypercall_iret"]));
        library.Function("hw_pv_resume_frame", (a, symbols) =>
        {
            a.mov(rsp, rdi);
            RegisterFrame.Restore(a);
            a.jmp(symbols["hw_hypercall_iret"]);
        });
        // The VMM pushes no error code for a system call. The third argument is moved to where SYSCALL has it.
        library.Function("hw_pv_syscall_entry", (a, symbols) =>
        {
            a.mov(r10, rcx);
            a.push(0);
            a.push(HypercallPage.SystemCallVector);
            a.jmp(symbols["hw_pv_trap_common"]);
        });
        library.Function("hw_pv_syscall_stub", (a, symbols) => ReturnAddress(a, symbols["hw_pv_syscall_entry"]));
    }

    // An unmodified image has no second way back: no stubs, and resuming by it is an error that stops at once.
    private static void AddAbsent(NativeObjectBuilder library)
    {
        library.Function("hw_pv_trap_stubs", a => { a.xor(eax, eax); a.ret(); });
        library.Function("hw_pv_syscall_stub", a => { a.xor(eax, eax); a.ret(); });
        library.Function("hw_pv_resume_frame", a => a.ud2());
    }

    private static void AddSet(NativeObjectBuilder library, string prefix, NativeBody wayBack)
    {
        library.Function($"{prefix}_common", (a, symbols) => { RegisterFrame.Dispatch(a, symbols); wayBack(a, symbols); });
        for (var vector = 0; vector < VectorCount; vector++)
            AddStub(library, prefix, vector);
        library.Data($"{prefix}_table", SectionNames.ReadOnlyData, sizeof(ulong), data =>
        {
            for (var vector = 0; vector < VectorCount; vector++)
                data.Address64($"{prefix}_{vector:x2}");
        });
        library.Function($"{prefix}_stubs", (a, symbols) => ReturnAddress(a, symbols[$"{prefix}_table"]));
    }

    private static void AddStub(NativeObjectBuilder library, string prefix, int vector) =>
        library.Function($"{prefix}_{vector:x2}", (a, symbols) =>
        {
            if (!s_pushesErrorCode.Contains(vector))
                a.push(0);
            a.push(vector);
            a.jmp(symbols[$"{prefix}_common"]);
        });

    /// <summary>Returns an address; images are linked below 4 GiB, so five bytes do.</summary>
    internal static void ReturnAddress(Assembler a, ulong symbol)
    {
        a.mov(eax, (uint)symbol);
        a.ret();
    }
}
