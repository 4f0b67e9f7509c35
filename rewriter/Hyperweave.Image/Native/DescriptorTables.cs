using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>Descriptor table registers and segment selectors.</summary>
internal static class DescriptorTables
{
    public static void AddTo(NativeObjectBuilder library)
    {
        library.Function("hw_lgdt", a => { a.lgdt(__[rdi]); a.ret(); });
        library.Function("hw_lidt", a => { a.lidt(__[rdi]); a.ret(); });
        library.Function("hw_lldt", a => { a.lldt(di); a.ret(); });
        library.Function("hw_ltr", a => { a.ltr(di); a.ret(); });
        library.Function("hw_sgdt", a => { a.sgdt(__[rdi]); a.ret(); });
        library.Function("hw_sidt", a => { a.sidt(__[rdi]); a.ret(); });
        library.Function("hw_sldt", a => { a.sldt(eax); a.ret(); });
        library.Function("hw_str", a => { a.str(eax); a.ret(); });
        library.Function("hw_smsw", a => { a.smsw(eax); a.ret(); });
        library.Function("hw_load_segments", LoadSegments);
    }

    // (code selector, data selector). CS is loaded only by far transfers.
    private static void LoadSegments(Assembler a)
    {
        var reloaded = a.CreateLabel();
        a.push(rdi);
        a.lea(rax, __[reloaded]);
        a.push(rax);
        a.AddInstruction(Instruction.Create(Code.Retfq));
        a.Label(ref reloaded);
        a.mov(ds, esi);
        a.mov(es, esi);
        a.mov(ss, esi);
        a.xor(eax, eax);
        a.mov(fs, eax);
        a.mov(gs, eax);
        a.ret();
    }
}
