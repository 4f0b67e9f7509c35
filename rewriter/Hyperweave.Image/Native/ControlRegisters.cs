using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Hyperweave.Image.Native;

/// <summary>Control registers and what goes with them: translations, caches, the task-switched flag.</summary>
internal static class ControlRegisters
{
    public static void AddTo(NativeObjectBuilder library)
    {
        foreach (var (number, register) in new[] { (0, cr0), (2, cr2), (3, cr3), (4, cr4), (8, cr8) })
        {
            library.Function($"hw_read_cr{number}", a => { a.mov(rax, register); a.ret(); });
            library.Function($"hw_write_cr{number}", a => { a.mov(register, rdi); a.ret(); });
        }
        library.Function("hw_invlpg", a => { a.invlpg(__[rdi]); a.ret(); });
        library.Function("hw_clts", a => { a.clts(); a.ret(); });
        library.Function("hw_wbinvd", a => { a.wbinvd(); a.ret(); });
    }
}
