using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>IN and OUT, single and string forms. Port in EDI (single) or EDX (string).</summary>
internal static class Ports
{
    public static void AddTo(NativeObjectBuilder library)
    {
        library.Function("hw_in8", a => { a.mov(edx, edi); a.xor(eax, eax); a.@in(al, dx); a.ret(); });
        library.Function("hw_in16", a => { a.mov(edx, edi); a.@in(ax, dx); a.ret(); });
        library.Function("hw_in32", a => { a.mov(edx, edi); a.@in(eax, dx); a.ret(); });
        library.Function("hw_out8", a => { a.mov(edx, edi); a.mov(eax, esi); a.@out(dx, al); a.ret(); });
        library.Function("hw_out16", a => { a.mov(edx, edi); a.xchg(esi, eax); a.@out(dx, ax); a.ret(); });
        library.Function("hw_out32", a => { a.mov(edx, edi); a.mov(eax, esi); a.@out(dx, eax); a.ret(); });
        library.Function("hw_ins8", a => { a.rep.insb(); a.ret(); });
        library.Function("hw_ins16", a => { a.rep.insw(); a.ret(); });
        library.Function("hw_ins32", a => { a.rep.insd(); a.ret(); });
        library.Function("hw_outs8", a => { a.rep.outsb(); a.ret(); });
        library.Function("hw_outs16", a => { a.rep.outsw(); a.ret(); });
        library.Function("hw_outs32", a => { a.rep.outsd(); a.ret(); });
    }
}
