using Hyperweave.Vmm.Host;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The translation engine's own area of the processor's context: offsets from GS base, eight bytes each where nothing else
/// is said. Generated code reaches all of it with a 32-bit displacement.
/// </summary>
internal static class EngineLayout
{
    /// <summary>Homes of the guest registers that a region has displaced, by number: 16 words.</summary>
    internal const int Home = ContextLayout.Engine;
    /// <summary>Address of the exit thunk: the code cache may be farther from it than a near jump reaches.</summary>
    internal const int ExitThunk = ContextLayout.Engine + 0x88;
    /// <summary>Where an indirect transfer wanted to go, when no translation was found.</summary>
    internal const int MissedTarget = ContextLayout.Engine + 0x90;
    /// <summary>Address of the code that leaves after an indirect transfer has missed.</summary>
    internal const int MissStub = ContextLayout.Engine + 0xD0;
    /// <summary>RFLAGS beside the status flags and IF: IOPL, NT, AC, ID.</summary>
    internal const int OtherFlags = ContextLayout.Engine + 0xD8;
    /// <summary>
    /// Non-zero while STI, POPF and changes of privilege are left to C#: an interrupt waits, instructions are watched for, NMIs are
    /// blocked until IRET, or <see cref="OtherFlags"/> are set.
    /// </summary>
    internal const int SlowFlags = ContextLayout.SlowFlags;
    /// <summary>RFLAGS.IF in <see cref="CpuState"/>.</summary>
    internal const int InterruptFlag = ContextLayout.InterruptFlag;
    /// <summary>PEXT mask of the flags whose change POPF leaves to the interpreter.</summary>
    internal const int OtherMask = ContextLayout.Engine + 0xE8;
    /// <summary>PEXT/PDEP masks of PUSHF and POPF: see Emitter.Flags.</summary>
    internal const int StatusMask = ContextLayout.Engine + 0x98, InterruptBit = ContextLayout.Engine + 0xA0;
    /// <summary>RCX while a test borrows it.</summary>
    internal const int Lent = ContextLayout.Engine + 0xA8;
    /// <summary>PEXT mask of bits 63..32.</summary>
    internal const int UpperHalf = ContextLayout.Engine + 0xC8;
    /// <summary>What a string instruction must add to its pointers to have guest addresses again.</summary>
    internal const int SourceCorrection = ContextLayout.Engine + 0xB0, TargetCorrection = ContextLayout.Engine + 0xB8;

    /// <summary>Addresses of the tables of targets that a change of privilege goes on through: of user code, and of the kernel's two
    /// halves, the upper one's below the lower one's. Zero where the space must be looked at first.</summary>
    internal const int UserTargets = ContextLayout.Engine + 0x100, UpperTargets = ContextLayout.Engine + 0x108, LowerTargets = ContextLayout.Engine + 0x110;

    /// <summary>Addresses of the stubs that change the privilege: see <see cref="PrivilegeStubs"/>.</summary>
    internal const int SystemCallStub = ContextLayout.Engine + 0x118, SystemReturnStub = ContextLayout.Engine + 0x120, InterruptReturnStub = ContextLayout.Engine + 0x128;
    /// <summary>1 while the kernel's table of biases has those of user pages; and what STAC and CLAC exchange there: see <see cref="UserWindows"/>.</summary>
    internal const int UserPagesOpen = ContextLayout.Engine + 0x130, UserEntries = ContextLayout.Engine + 0x140;
    /// <summary>What IRETQ to the kernel and to user code has loaded: see <see cref="ReturnSegments"/>.</summary>
    internal const int KernelReturn = ContextLayout.Engine + 0x200, UserReturn = ContextLayout.Engine + 0x300;

    /// <summary>Address of the end of a few words that 32-bit code moves flags through: see Emitter.NarrowStack.</summary>
    internal const int FlagStack = ContextLayout.Engine + 0x400, FlagStackEnd = ContextLayout.Engine + 0x480;

    /// <summary>Bias of each 512 GiB slot for the kernel, 2^25 words indexed by bits 63..39 of a guest address; see <see cref="Window"/>.</summary>
    internal const int BiasTable = 0x10_0000;
    internal const int SlotShift = 39;
    internal const int SlotCount = 1 << 25;
    /// <summary>Targets of indirect transfers, by the low 16 bits of the guest address; one table for each code space.</summary>
    internal const int TargetTables = BiasTable + SlotCount * 8 + 0x10_0000;
    internal const int TargetTableBytes = 1 << 19;
    internal const int TargetTableCount = 64;

    /// <summary>Turns of the first tier's regions, four bytes each: see FirstTier.CountTurn.</summary>
    internal const int TurnCounters = TargetTables + TargetTableCount * TargetTableBytes;
    internal const int TurnCounterCount = 1 << 18;

    /// <summary>The biases of user code, as <see cref="BiasTable"/>.</summary>
    internal const int UserBiasTable = TurnCounters + TurnCounterCount * 4 + 0x10_0000;

    /// <summary>Biases of pages, two words for each page of the lower half; see <see cref="Translation.PageBiases"/>.</summary>
    internal const int PageBiases = UserBiasTable + SlotCount * 8 + 0x10_0000;
    internal const ulong PageBiasBytes = 1UL << 47 - 12 + 4;
    /// <summary>PEXT mask of a page's number: bits 46 to 12.</summary>
    internal const int PageMask = ContextLayout.Engine + 0x480;
    /// <summary>Where the access begins that has missed its page: offset in the code cache × 2, + 1 for a write.</summary>
    internal const int MissedAccess = ContextLayout.Engine + 0x488;
    /// <summary>Address of the code that leaves after an access has missed its page.</summary>
    internal const int PageMissStub = ContextLayout.Engine + 0x490;
    /// <summary>The exit of that code; the one before is that of missed targets.</summary>
    internal const ulong PageMissExit = ExitCode.FirstOfEngine + 1;
    /// <summary>Of links, by their numbers; exits of sites are below.</summary>
    internal const ulong FirstLink = 1 << 30;

    /// <summary>Size of the area, for <see cref="ProcessorContext"/>; it costs memory only where it is touched.</summary>
    internal const ulong Bytes = PageBiases + PageBiasBytes - ContextLayout.Engine;

    /// <summary>An entry of <see cref="UserEntries"/>: index in the table, bias while EFLAGS.AC is set, bias while it is clear.</summary>
    internal static int UserSlot(int entry) => UserEntries + 24 * entry;
    internal static int OpenBias(int entry) => UserSlot(entry) + 8;
    internal static int ClosedBias(int entry) => UserSlot(entry) + 16;

    /// <summary>JMP gs:[<see cref="ExitThunk"/>].</summary>
    internal static readonly Instruction JumpToExit = Instruction.Create(Code.Jmp_rm64, HostAssembler.Context(ExitThunk));

    /// <summary>The flags that are kept in the host's flags while translated code runs.</summary>
    internal const ulong Status = Rflags.CF | Rflags.PF | Rflags.AF | Rflags.ZF | Rflags.SF | Rflags.DF | Rflags.OF;
}
