using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>
/// One method for each privileged or sensitive operation: what it means, once, for every engine. A method finds RIP at
/// the instruction and either completes it, RIP included, or throws a guest fault and has changed nothing.
/// </summary>
public interface IOperations
{
    // Interrupt flag, halting, flags.
    void Cli(in Instruction instruction);
    void Sti(in Instruction instruction);
    void Hlt(in Instruction instruction);
    void Pushf(in Instruction instruction);
    void Popf(in Instruction instruction);
    void Stac(in Instruction instruction);
    void Clac(in Instruction instruction);

    // Control and debug registers, caches, translations.
    void ReadControl(in Instruction instruction);
    void WriteControl(in Instruction instruction);
    void ReadDebug(in Instruction instruction);
    void WriteDebug(in Instruction instruction);
    void Clts(in Instruction instruction);
    void Lmsw(in Instruction instruction);
    void Smsw(in Instruction instruction);
    void Invlpg(in Instruction instruction);
    void Invpcid(in Instruction instruction);
    void Invd(in Instruction instruction);
    void Xgetbv(in Instruction instruction);
    void Xsetbv(in Instruction instruction);

    // Descriptor tables and what asks about them.
    void Lgdt(in Instruction instruction);
    void Lidt(in Instruction instruction);
    void Lldt(in Instruction instruction);
    void Ltr(in Instruction instruction);
    void Sgdt(in Instruction instruction);
    void Sidt(in Instruction instruction);
    void Sldt(in Instruction instruction);
    void Str(in Instruction instruction);
    void Lar(in Instruction instruction);
    void Lsl(in Instruction instruction);
    void Verr(in Instruction instruction);
    void Verw(in Instruction instruction);

    // Segment registers.
    void ReadSegment(in Instruction instruction);
    void WriteSegment(in Instruction instruction);
    void PushSegment(in Instruction instruction);
    void PopSegment(in Instruction instruction);
    void LoadFarPointer(in Instruction instruction);
    void Swapgs(in Instruction instruction);
    void ReadSegmentBase(in Instruction instruction);
    void WriteSegmentBase(in Instruction instruction);

    // Model-specific registers, identity, time.
    void Rdmsr(in Instruction instruction);
    void Wrmsr(in Instruction instruction);
    void Cpuid(in Instruction instruction);
    void Rdtsc(in Instruction instruction);
    void Rdtscp(in Instruction instruction);
    void Rdpmc(in Instruction instruction);
    void Rdpid(in Instruction instruction);

    // Transfers between levels and segments.
    void SystemCall(in Instruction instruction);
    void SystemReturn(in Instruction instruction);
    void SystemEnter(in Instruction instruction);
    void SystemExit(in Instruction instruction);
    void Interrupt(in Instruction instruction);
    void InterruptReturn(in Instruction instruction);
    void FarJump(in Instruction instruction);
    void FarCall(in Instruction instruction);
    void FarReturn(in Instruction instruction);

    // Ports.
    void In(in Instruction instruction);
    void Out(in Instruction instruction);
    void InString(in Instruction instruction);
    void OutString(in Instruction instruction);

    /// <summary>An instruction that CPUID does not offer: #UD.</summary>
    void NotOffered(in Instruction instruction);
}
