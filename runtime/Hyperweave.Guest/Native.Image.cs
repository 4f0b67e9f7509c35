using System.Runtime;
using System.Runtime.CompilerServices;

namespace Hyperweave.Guest;

/// <summary>
/// The native functions of the image side, by their linker symbols. The linker (Hyperweave.Image) provides each one and,
/// where the body fits into the five bytes of a CALL, puts it in place of the call. System V calling convention:
/// arguments in RDI, RSI, RDX, RCX, R8, result in RAX, all other caller-saved registers free for use. Small results are
/// not extended by the callee, so they return as uint and the caller narrows.
/// </summary>
[NativeForm]
internal static unsafe class Native
{
    // Interrupt flag and halting.
    [RuntimeImport("*", "hw_cli")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Cli();
    [RuntimeImport("*", "hw_sti")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Sti();
    [RuntimeImport("*", "hw_hlt")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Hlt();
    /// <summary>STI; HLT with nothing between, so that no wake-up is lost.</summary>
    [RuntimeImport("*", "hw_sti_hlt")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void StiHlt();
    [RuntimeImport("*", "hw_pause")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Pause();
    [RuntimeImport("*", "hw_pushf")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong Pushf();
    [RuntimeImport("*", "hw_popf")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Popf(ulong flags);

    // Ports. Narrow OUTs take the value as uint; string forms: (buffer or unused) in the register REP wants.
    [RuntimeImport("*", "hw_in8")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern uint In8(uint port);
    [RuntimeImport("*", "hw_in16")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern uint In16(uint port);
    [RuntimeImport("*", "hw_in32")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern uint In32(uint port);
    [RuntimeImport("*", "hw_out8")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Out8(uint port, uint value);
    [RuntimeImport("*", "hw_out16")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Out16(uint port, uint value);
    [RuntimeImport("*", "hw_out32")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Out32(uint port, uint value);
    /// <summary>REP INSB/W/D: RDI = buffer, RSI unused, RDX = port, RCX = count.</summary>
    [RuntimeImport("*", "hw_ins8")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Ins8(void* buffer, nuint unused, uint port, nuint count);
    [RuntimeImport("*", "hw_ins16")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Ins16(void* buffer, nuint unused, uint port, nuint count);
    [RuntimeImport("*", "hw_ins32")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Ins32(void* buffer, nuint unused, uint port, nuint count);
    /// <summary>REP OUTSB/W/D: RDI unused, RSI = buffer, RDX = port, RCX = count.</summary>
    [RuntimeImport("*", "hw_outs8")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Outs8(nuint unused, void* buffer, uint port, nuint count);
    [RuntimeImport("*", "hw_outs16")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Outs16(nuint unused, void* buffer, uint port, nuint count);
    [RuntimeImport("*", "hw_outs32")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Outs32(nuint unused, void* buffer, uint port, nuint count);

    // Control registers, address translation.
    [RuntimeImport("*", "hw_read_cr0")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadCr0();
    [RuntimeImport("*", "hw_read_cr2")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadCr2();
    [RuntimeImport("*", "hw_read_cr3")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadCr3();
    [RuntimeImport("*", "hw_read_cr4")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadCr4();
    [RuntimeImport("*", "hw_read_cr8")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ReadCr8();
    [RuntimeImport("*", "hw_write_cr0")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteCr0(ulong value);
    [RuntimeImport("*", "hw_write_cr2")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteCr2(ulong value);
    [RuntimeImport("*", "hw_write_cr3")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteCr3(ulong value);
    [RuntimeImport("*", "hw_write_cr4")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteCr4(ulong value);
    [RuntimeImport("*", "hw_write_cr8")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void WriteCr8(ulong value);
    [RuntimeImport("*", "hw_invlpg")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Invlpg(ulong address);
    [RuntimeImport("*", "hw_clts")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Clts();
    [RuntimeImport("*", "hw_wbinvd")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Wbinvd();

    // Model-specific registers, identity, time.
    [RuntimeImport("*", "hw_rdmsr")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong Rdmsr(uint register);
    [RuntimeImport("*", "hw_wrmsr")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Wrmsr(uint register, ulong value);
    /// <summary>Stores EAX, EBX, ECX, EDX at the address.</summary>
    [RuntimeImport("*", "hw_cpuid")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Cpuid(uint leaf, uint subleaf, uint* result);
    [RuntimeImport("*", "hw_rdtsc")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong Rdtsc();
    [RuntimeImport("*", "hw_rdtscp")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong Rdtscp(uint* aux);
    [RuntimeImport("*", "hw_xgetbv")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong Xgetbv(uint register);
    [RuntimeImport("*", "hw_xsetbv")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Xsetbv(uint register, ulong value);
    [RuntimeImport("*", "hw_swapgs")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Swapgs();

    // Descriptor tables and segments.
    [RuntimeImport("*", "hw_lgdt")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Lgdt(void* pointer);
    [RuntimeImport("*", "hw_lidt")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Lidt(void* pointer);
    [RuntimeImport("*", "hw_lldt")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Lldt(uint selector);
    [RuntimeImport("*", "hw_ltr")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Ltr(uint selector);
    [RuntimeImport("*", "hw_sgdt")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Sgdt(void* pointer);
    [RuntimeImport("*", "hw_sidt")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Sidt(void* pointer);
    [RuntimeImport("*", "hw_sldt")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern uint Sldt();
    [RuntimeImport("*", "hw_str")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern uint Str();
    [RuntimeImport("*", "hw_smsw")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern uint Smsw();
    /// <summary>Loads CS by a far return and DS, ES, SS with the data selector; FS and GS with zero.</summary>
    [RuntimeImport("*", "hw_load_segments")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void LoadSegments(uint code, uint data);

    // Traps. Each of the 256 stubs pushes an error code where the processor does not, its vector, then all registers
    // (an InterruptFrame), saves XMM state, and calls hw_dispatch(frame); see InterruptFrame.
    /// <summary>Address of 256 stub addresses whose way back is IRETQ.</summary>
    [RuntimeImport("*", "hw_trap_stubs")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong* TrapStubs();
    /// <summary>The same with the hypercall page's Iret as the way back; only in a paravirtual image, else null.</summary>
    [RuntimeImport("*", "hw_pv_trap_stubs")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong* ParavirtualTrapStubs();
    /// <summary>The address for LSTAR: switches to the stack last given to hw_set_syscall_stack, pushes an InterruptFrame with vector 0x100, calls hw_dispatch, SYSRETQ.</summary>
    [RuntimeImport("*", "hw_syscall_stub")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong SyscallStub();
    [RuntimeImport("*", "hw_pv_syscall_stub")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ParavirtualSyscallStub();
    [RuntimeImport("*", "hw_set_syscall_stack")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void SetSyscallStack(ulong top);
    /// <summary>Loads every register from an InterruptFrame and returns through it with IRETQ: into user mode, or a new thread. Does not return.</summary>
    [RuntimeImport("*", "hw_resume_frame")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void ResumeFrame(void* frame);
    [RuntimeImport("*", "hw_pv_resume_frame")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void ParavirtualResumeFrame(void* frame);
    /// <summary>SYSCALL with number in RDI → RAX, arguments RSI, RDX, R10 (from RCX), R8; for user-mode code.</summary>
    [RuntimeImport("*", "hw_syscall")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern long Syscall(ulong number, ulong a, ulong b, ulong c, ulong d);

    // Threads: innocuous in every image.
    /// <summary>Pushes RBX, RBP, R12–R15, stores RSP at *save, loads RSP from next, pops them, returns.</summary>
    [RuntimeImport("*", "hw_switch")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern void Switch(ulong* save, ulong next);
    /// <summary>First return address of a new thread: calls R12 with R13 as argument.</summary>
    [RuntimeImport("*", "hw_thread_start")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ThreadStart();

    // Boot and layout.
    /// <summary>0x2BADB002 (multiboot1), 0x336EC578 (PVH).</summary>
    [RuntimeImport("*", "hw_boot_magic")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern uint BootMagic();
    /// <summary>Physical address of the multiboot information or the PVH start info.</summary>
    [RuntimeImport("*", "hw_boot_info")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong BootInfo();
    [RuntimeImport("*", "hw_image_start")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ImageStart();
    [RuntimeImport("*", "hw_image_end")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong ImageEnd();
    // Page-aligned bounds of the code: .text, and in a paravirtual image .native, else 0 and 0.
    [RuntimeImport("*", "hw_text_start")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong TextStart();
    [RuntimeImport("*", "hw_text_end")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong TextEnd();
    [RuntimeImport("*", "hw_native_start")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong NativeStart();
    [RuntimeImport("*", "hw_native_end")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong NativeEnd();

    // The paravirtual interface; in an unmodified image the page is zero and Active therefore never set.
    [RuntimeImport("*", "hw_shared_page")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern byte* SharedPage();
    /// <summary>Address of the hypercall page; 0 in an unmodified image.</summary>
    [RuntimeImport("*", "hw_hypercall_page")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong HypercallPage();
    [RuntimeImport("*", "hw_hypercall")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern long Hypercall(ulong number, ulong a, ulong b, ulong c, ulong d);
    [RuntimeImport("*", "hw_hypercall_rdtsc")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern ulong HypercallRdtsc();
    [RuntimeImport("*", "hw_hypercall_syscall")] [MethodImpl(MethodImplOptions.InternalCall)] internal static extern long HypercallSyscall(ulong number, ulong a, ulong b, ulong c, ulong d);
}
