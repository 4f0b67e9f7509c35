using Hyperweave.Vmm.Delivery;
using Iced.Intel;

namespace Hyperweave.Vmm.Operations;

/// <summary>Which method means which instruction. Forms of MOV, PUSH and POP are told apart by their operands.</summary>
public static class OperationTable
{
    private delegate void Handler(IOperations operations, in Instruction instruction);

    /// <summary>What needs a CPUID feature that the model does not have: VMX, SVM, MONITOR, SMX…</summary>
    private static readonly Mnemonic[] NotOffered =
    [
        Mnemonic.Vmcall, Mnemonic.Vmlaunch, Mnemonic.Vmresume, Mnemonic.Vmxoff, Mnemonic.Vmxon, Mnemonic.Vmclear, Mnemonic.Vmptrld,
        Mnemonic.Vmptrst, Mnemonic.Vmread, Mnemonic.Vmwrite, Mnemonic.Vmfunc, Mnemonic.Invept, Mnemonic.Invvpid, Mnemonic.Vmmcall,
        Mnemonic.Vmrun, Mnemonic.Vmload, Mnemonic.Vmsave, Mnemonic.Stgi, Mnemonic.Clgi, Mnemonic.Skinit, Mnemonic.Invlpga,
        Mnemonic.Monitor, Mnemonic.Mwait, Mnemonic.Monitorx, Mnemonic.Mwaitx, Mnemonic.Getsec, Mnemonic.Rsm,
        Mnemonic.Rdpkru, Mnemonic.Wrpkru, Mnemonic.Encls, Mnemonic.Enclu, Mnemonic.Wbnoinvd, Mnemonic.Pconfig,
        Mnemonic.Vmgexit, Mnemonic.Getsecq, Mnemonic.Seamcall, Mnemonic.Seamops, Mnemonic.Seamret, Mnemonic.Tdcall, Mnemonic.Erets, Mnemonic.Eretu,
    ];

    private static readonly Handler Withhold = static (o, in i) => o.NotOffered(i);

    // After NotOffered and Withhold: static fields are made in this order.
    private static readonly Handler?[] Handlers = Build();

    /// <summary>Whether the virtual processor has the feature; without it the instruction raises #UD.</summary>
    public static bool IsOffered(Mnemonic mnemonic) => !ReferenceEquals(Handlers[(int)mnemonic], Withhold);

    public static bool Knows(Mnemonic mnemonic) => Handlers[(int)mnemonic] is not null;

    /// <exception cref="UnsupportedGuestException">No operation has this mnemonic.</exception>
    public static void Execute(IOperations operations, in Instruction instruction)
    {
        var handler = Handlers[(int)instruction.Mnemonic]
            ?? throw new UnsupportedGuestException($"the instruction '{instruction}' is not an operation of this machine");
        handler(operations, instruction);
    }

    private static Handler?[] Build()
    {
        var handlers = new Handler?[InstructionCounts.Encodings];
        foreach (var (mnemonic, handler) in Rows()) handlers[(int)mnemonic] = handler;
        return handlers;
    }

    private static IEnumerable<(Mnemonic, Handler)> Rows() =>
    [
        (Mnemonic.Cli, static (o, in i) => o.Cli(i)),
        (Mnemonic.Sti, static (o, in i) => o.Sti(i)),
        (Mnemonic.Hlt, static (o, in i) => o.Hlt(i)),
        (Mnemonic.Pushf, static (o, in i) => o.Pushf(i)),
        (Mnemonic.Pushfd, static (o, in i) => o.Pushf(i)),
        (Mnemonic.Pushfq, static (o, in i) => o.Pushf(i)),
        (Mnemonic.Popf, static (o, in i) => o.Popf(i)),
        (Mnemonic.Popfd, static (o, in i) => o.Popf(i)),
        (Mnemonic.Popfq, static (o, in i) => o.Popf(i)),
        (Mnemonic.Stac, static (o, in i) => o.Stac(i)),
        (Mnemonic.Clac, static (o, in i) => o.Clac(i)),
        (Mnemonic.Mov, Move),
        (Mnemonic.Clts, static (o, in i) => o.Clts(i)),
        (Mnemonic.Lmsw, static (o, in i) => o.Lmsw(i)),
        (Mnemonic.Smsw, static (o, in i) => o.Smsw(i)),
        (Mnemonic.Invlpg, static (o, in i) => o.Invlpg(i)),
        (Mnemonic.Invpcid, static (o, in i) => o.Invpcid(i)),
        (Mnemonic.Invd, static (o, in i) => o.Invd(i)),
        (Mnemonic.Wbinvd, static (o, in i) => o.Invd(i)),
        (Mnemonic.Xgetbv, static (o, in i) => o.Xgetbv(i)),
        (Mnemonic.Xsetbv, static (o, in i) => o.Xsetbv(i)),
        (Mnemonic.Lgdt, static (o, in i) => o.Lgdt(i)),
        (Mnemonic.Lidt, static (o, in i) => o.Lidt(i)),
        (Mnemonic.Lldt, static (o, in i) => o.Lldt(i)),
        (Mnemonic.Ltr, static (o, in i) => o.Ltr(i)),
        (Mnemonic.Sgdt, static (o, in i) => o.Sgdt(i)),
        (Mnemonic.Sidt, static (o, in i) => o.Sidt(i)),
        (Mnemonic.Sldt, static (o, in i) => o.Sldt(i)),
        (Mnemonic.Str, static (o, in i) => o.Str(i)),
        (Mnemonic.Lar, static (o, in i) => o.Lar(i)),
        (Mnemonic.Lsl, static (o, in i) => o.Lsl(i)),
        (Mnemonic.Verr, static (o, in i) => o.Verr(i)),
        (Mnemonic.Verw, static (o, in i) => o.Verw(i)),
        (Mnemonic.Push, static (o, in i) => o.PushSegment(i)),
        (Mnemonic.Pop, static (o, in i) => o.PopSegment(i)),
        (Mnemonic.Lds, static (o, in i) => o.LoadFarPointer(i)),
        (Mnemonic.Les, static (o, in i) => o.LoadFarPointer(i)),
        (Mnemonic.Lfs, static (o, in i) => o.LoadFarPointer(i)),
        (Mnemonic.Lgs, static (o, in i) => o.LoadFarPointer(i)),
        (Mnemonic.Lss, static (o, in i) => o.LoadFarPointer(i)),
        (Mnemonic.Swapgs, static (o, in i) => o.Swapgs(i)),
        (Mnemonic.Rdfsbase, static (o, in i) => o.ReadSegmentBase(i)),
        (Mnemonic.Rdgsbase, static (o, in i) => o.ReadSegmentBase(i)),
        (Mnemonic.Wrfsbase, static (o, in i) => o.WriteSegmentBase(i)),
        (Mnemonic.Wrgsbase, static (o, in i) => o.WriteSegmentBase(i)),
        (Mnemonic.Rdmsr, static (o, in i) => o.Rdmsr(i)),
        (Mnemonic.Wrmsr, static (o, in i) => o.Wrmsr(i)),
        (Mnemonic.Cpuid, static (o, in i) => o.Cpuid(i)),
        (Mnemonic.Rdtsc, static (o, in i) => o.Rdtsc(i)),
        (Mnemonic.Rdtscp, static (o, in i) => o.Rdtscp(i)),
        (Mnemonic.Rdpmc, static (o, in i) => o.Rdpmc(i)),
        (Mnemonic.Rdpid, static (o, in i) => o.Rdpid(i)),
        (Mnemonic.Syscall, static (o, in i) => o.SystemCall(i)),
        (Mnemonic.Sysret, static (o, in i) => o.SystemReturn(i)),
        (Mnemonic.Sysretq, static (o, in i) => o.SystemReturn(i)),
        (Mnemonic.Sysenter, static (o, in i) => o.SystemEnter(i)),
        (Mnemonic.Sysexit, static (o, in i) => o.SystemExit(i)),
        (Mnemonic.Sysexitq, static (o, in i) => o.SystemExit(i)),
        (Mnemonic.Int, static (o, in i) => o.Interrupt(i)),
        (Mnemonic.Int1, static (o, in i) => o.Interrupt(i)),
        (Mnemonic.Int3, static (o, in i) => o.Interrupt(i)),
        (Mnemonic.Into, static (o, in i) => o.Interrupt(i)),
        (Mnemonic.Iret, static (o, in i) => o.InterruptReturn(i)),
        (Mnemonic.Iretd, static (o, in i) => o.InterruptReturn(i)),
        (Mnemonic.Iretq, static (o, in i) => o.InterruptReturn(i)),
        (Mnemonic.Jmp, static (o, in i) => o.FarJump(i)),
        (Mnemonic.Call, static (o, in i) => o.FarCall(i)),
        (Mnemonic.Retf, static (o, in i) => o.FarReturn(i)),
        (Mnemonic.In, static (o, in i) => o.In(i)),
        (Mnemonic.Out, static (o, in i) => o.Out(i)),
        (Mnemonic.Insb, static (o, in i) => o.InString(i)),
        (Mnemonic.Insw, static (o, in i) => o.InString(i)),
        (Mnemonic.Insd, static (o, in i) => o.InString(i)),
        (Mnemonic.Outsb, static (o, in i) => o.OutString(i)),
        (Mnemonic.Outsw, static (o, in i) => o.OutString(i)),
        (Mnemonic.Outsd, static (o, in i) => o.OutString(i)),
        .. NotOffered.Select(mnemonic => (mnemonic, Withhold)),
    ];

    private static void Move(IOperations operations, in Instruction instruction)
    {
        var target = instruction.Op0Register;
        var source = instruction.Op1Register;
        if (source.IsCR()) operations.ReadControl(instruction);
        else if (target.IsCR()) operations.WriteControl(instruction);
        else if (source.IsDR()) operations.ReadDebug(instruction);
        else if (target.IsDR()) operations.WriteDebug(instruction);
        else if (source.IsSegmentRegister()) operations.ReadSegment(instruction);
        else if (target.IsSegmentRegister()) operations.WriteSegment(instruction);
        else throw new UnsupportedGuestException($"the instruction '{instruction}' is not an operation of this machine");
    }
}
