using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>RFLAGS.IF, halting and the flags register as a whole.</summary>
internal static class InterruptFlag
{
    public static void AddTo(NativeObjectBuilder library)
    {
        library.Function("hw_cli", a => { a.cli(); a.ret(); });
        library.Function("hw_sti", a => { a.sti(); a.ret(); });
        library.Function("hw_hlt", a => { a.hlt(); a.ret(); });
        // STI takes effect after the next instruction (Intel SDM 2B, STI), so no interrupt falls between the two.
        library.Function("hw_sti_hlt", a => { a.sti(); a.hlt(); a.ret(); });
        library.Function("hw_pause", a => { a.pause(); a.ret(); });
        library.Function("hw_pushf", a => { a.pushfq(); a.pop(rax); a.ret(); });
        library.Function("hw_popf", a => { a.push(rdi); a.popfq(); a.ret(); });
    }
}
