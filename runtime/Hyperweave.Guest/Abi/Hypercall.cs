namespace Hyperweave.Abi;

/// <summary>
/// The hypercall numbers. Guest and VMM both compile this file; it is the interface.
/// A call passes its number and up to four 64-bit arguments and returns a 64-bit result: zero or a value on success,
/// a negative <see cref="HypercallError"/> on failure. A failed call has changed nothing.
/// Every address argument is a guest-virtual address unless the text says physical.
/// </summary>
internal enum Hypercall : uint
{
    // Asking first: what is there.
    /// <summary>() → <see cref="HypercallAbi.Version"/>.</summary>
    Version = 0x00,
    /// <summary>() → the <see cref="HypercallFeatures"/> that this VMM offers.</summary>
    Features = 0x01,
    /// <summary>() → 0. Measures the way there and back.</summary>
    Null = 0x02,

    // Processor.
    /// <summary>(base, limit) → 0. Names the trap table: 64-bit gates in the format of the IDT (Intel SDM 3A 6.14.1).</summary>
    SetTrapTable = 0x10,
    /// <summary>(stack top) → 0. The stack on which traps that come from user mode are delivered (RSP0 of the TSS).</summary>
    SetKernelStack = 0x11,
    /// <summary>(entry) → 0. Where <see cref="HypercallPage.SystemCall"/> enters the kernel; the trap frame is on the kernel stack.</summary>
    SetSystemCallEntry = 0x12,
    /// <summary>(leaf, subleaf, address of four 32-bit words) → 0. EAX, EBX, ECX, EDX of CPUID.</summary>
    Cpuid = 0x13,
    /// <summary>(number 0, 2, 3, 4 or 8) → the value of that control register.</summary>
    ReadControl = 0x14,
    /// <summary>(number 0, 2, 4 or 8, value) → 0. CR3 is written by <see cref="SwitchSpace"/>.</summary>
    WriteControl = 0x15,
    /// <summary>(register, address of a 64-bit word) → 0. Reads a model-specific register into the word.</summary>
    ReadMsr = 0x16,
    /// <summary>(register, value) → 0.</summary>
    WriteMsr = 0x17,
    /// <summary>(which, address) → 0. Stores a descriptor table register or selector as SGDT, SIDT, SLDT, STR, SMSW would; see <see cref="SystemRegister"/>.</summary>
    StoreSystemRegister = 0x18,
    /// <summary>(which, value) → 0. Loads a descriptor table register or selector; see <see cref="SystemRegister"/>.</summary>
    LoadSystemRegister = 0x19,

    // Memory management.
    /// <summary>(address of <see cref="MmuUpdate"/> records, count ≤ 512) → count. Maps, unmaps or protects by storing page-table entries; all of them or none.</summary>
    MmuUpdate = 0x20,
    /// <summary>(CR3 value: physical address of a PML4) → 0. Switches the address space.</summary>
    SwitchSpace = 0x21,
    /// <summary>(address) → 0. Forgets the translation of one page, as INVLPG.</summary>
    FlushPage = 0x22,
    /// <summary>() → 0. Forgets all translations of the current space.</summary>
    FlushSpace = 0x23,

    // Interrupts.
    /// <summary>() → 0. Delivers what is pending; a guest calls it after unmasking when <see cref="SharedPage.PendingAny"/> is set.</summary>
    DeliverPending = 0x30,

    // Time.
    /// <summary>(deadline in nanoseconds of the shared clock, or 0 to cancel; vector) → 0. One-shot timer.</summary>
    SetTimer = 0x40,

    // Scheduling.
    /// <summary>() → 0. Unmasks and halts until an event is pending, atomically, as STI; HLT.</summary>
    Block = 0x50,
    /// <summary>() → 0. Gives the processor to others.</summary>
    Yield = 0x51,
    /// <summary>(<see cref="ShutdownReason"/>, exit status) → does not return.</summary>
    Shutdown = 0x52,

    // Input and output.
    /// <summary>(address, bytes ≤ 1 MiB) → bytes written to the console.</summary>
    ConsoleWrite = 0x60,
    /// <summary>(port, width 1, 2 or 4) → the value read.</summary>
    PortRead = 0x61,
    /// <summary>(port, width, value) → 0.</summary>
    PortWrite = 0x62,
    /// <summary>(port, width, address, count) → count. REP INS.</summary>
    PortReadString = 0x63,
    /// <summary>(port, width, address, count) → count. REP OUTS.</summary>
    PortWriteString = 0x64,
    /// <summary>(address of <see cref="PortRecord"/>s, count ≤ 64) → count. Writes ports in order. All records are checked before the first is written; a write has no way to fail, so that all are made or none.</summary>
    PortWriteBatch = 0x65,
}

/// <summary>Results of a failed hypercall, with the values that Linux gives these names.</summary>
internal static class HypercallError
{
    /// <summary>Not allowed from where it was called (a kernel call from user mode).</summary>
    public const long EPERM = -1;
    /// <summary>An address argument that is not mapped, or not guest memory.</summary>
    public const long EFAULT = -14;
    /// <summary>An argument outside its range.</summary>
    public const long EINVAL = -22;
    /// <summary>No hypercall has this number.</summary>
    public const long ENOSYS = -38;
}

/// <summary>What a VMM offers; a guest asks before it relies on one.</summary>
[Flags]
internal enum HypercallFeatures : ulong
{
    None = 0,
    SharedInterruptMask = 1 << 0,
    SharedClock = 1 << 1,
    OneShotTimer = 1 << 2,
    BatchedMmu = 1 << 3,
    Console = 1 << 4,
    PortIo = 1 << 5,
    BatchedPortWrites = 1 << 6,
}

/// <summary>Why a guest stops, argument of <see cref="Hypercall.Shutdown"/>.</summary>
internal enum ShutdownReason : uint
{
    PowerOff = 0,
    Reboot = 1,
    Panic = 2,
}

/// <summary>Which register <see cref="Hypercall.StoreSystemRegister"/> and its counterpart mean.</summary>
internal enum SystemRegister : uint
{
    Gdtr = 0,
    Idtr = 1,
    Ldtr = 2,
    Tr = 3,
    Msw = 4,
}

/// <summary>One page-table store of a batch: 16 bytes.</summary>
internal struct MmuUpdate
{
    /// <summary>Guest-physical address of the 8-byte entry; a multiple of 8.</summary>
    public ulong EntryAddress;
    /// <summary>The entry's new value, in the processor's format (Intel SDM 3A 4.5).</summary>
    public ulong Value;
}

/// <summary>One port write of a batch: 8 bytes.</summary>
internal struct PortRecord
{
    public ushort Port;
    /// <summary>Bytes: 1, 2 or 4.</summary>
    public byte Width;
    /// <summary>0.</summary>
    public byte Reserved;
    /// <summary>What is written; nothing above the width.</summary>
    public uint Value;
}

/// <summary>
/// The hypercall page: 4 KiB of code that the VMM writes into the image at load, entered at these offsets.
/// </summary>
internal static class HypercallPage
{
    public const int Size = 4096;
    /// <summary>Called: number in RDI, arguments in RSI, RDX, RCX, R8; result in RAX; clobbers what a System V call clobbers.</summary>
    public const int Call = 0x00;
    /// <summary>Jumped to with RSP at {RIP, CS, RFLAGS, RSP, SS}: returns from a trap as IRETQ does, RFLAGS.IF standing for the shared mask.</summary>
    public const int Iret = 0x40;
    /// <summary>Called: the time-stamp counter in RAX.</summary>
    public const int Rdtsc = 0x80;
    /// <summary>Called from user mode: enters the kernel with vector <see cref="SystemCallVector"/>, all registers as they are; RAX returns the result.</summary>
    public const int SystemCall = 0xC0;
    /// <summary>The vector that the trap frame of a system call carries.</summary>
    public const int SystemCallVector = 0x100;
}

/// <summary>
/// The shared page: 4 KiB of the image's memory that guest and VMM both read and write. Offsets in bytes.
/// </summary>
internal static class SharedPage
{
    public const int Size = 4096;
    /// <summary>32 bits, non-zero when the VMM has taken the image's paravirtual entry: choose hypercalls, not instructions.</summary>
    public const int Active = 0x00;
    /// <summary>32 bits, the interrupt mask: 1 while interrupts are disabled. The guest stores it.</summary>
    public const int EventMask = 0x04;
    /// <summary>32 bits, non-zero while an event waits. The VMM stores it; the guest tests it after unmasking.</summary>
    public const int PendingAny = 0x08;
    /// <summary>32 bits, non-zero while the guest runs in user mode.</summary>
    public const int UserMode = 0x0C;
    /// <summary>64 bits, the address of the last page fault.</summary>
    public const int Cr2 = 0x10;
    /// <summary>256 bits, a bit for each pending vector.</summary>
    public const int PendingVectors = 0x20;
    /// <summary>32 bits, the clock's sequence: odd while the VMM writes it, so read it before and after (seqlock).</summary>
    public const int ClockSequence = 0x40;
    /// <summary>32 bits: nanoseconds = ((tsc − <see cref="ClockTsc"/>) × <see cref="ClockMultiplier"/>) >> this, plus <see cref="ClockNanoseconds"/>.</summary>
    public const int ClockShift = 0x44;
    /// <summary>64 bits, see <see cref="ClockShift"/>; the product needs 128 bits.</summary>
    public const int ClockMultiplier = 0x48;
    /// <summary>64 bits, the counter when the clock was written.</summary>
    public const int ClockTsc = 0x50;
    /// <summary>64 bits, nanoseconds since boot when the clock was written.</summary>
    public const int ClockNanoseconds = 0x58;
    /// <summary>64 bits, seconds since 1970 at boot.</summary>
    public const int WallClockSeconds = 0x60;
    /// <summary>64 bits, the counter's frequency in hertz.</summary>
    public const int TscFrequency = 0x68;
}

/// <summary>Constants of the interface as a whole.</summary>
internal static class HypercallAbi
{
    public const uint Version = 1;
    /// <summary>CPUID leaf 0x40000000 returns this in EBX, ECX, EDX under the VMM, and the highest hypervisor leaf in EAX.</summary>
    public const string CpuidSignature = "HyperweaveHV";
    public const uint CpuidSignatureLeaf = 0x4000_0000;
    /// <summary>EAX: the time-stamp counter's frequency in kHz, as other hypervisors' leaf of this number.</summary>
    public const uint CpuidTscFrequencyLeaf = 0x4000_0010;
    /// <summary>Name of the ELF note that makes an image paravirtual; type 1; descriptor <see cref="ParavirtualNote"/>.</summary>
    public const string NoteName = "Hyperweave";
    public const uint NoteType = 1;
}

/// <summary>The note's descriptor: 32 bytes.</summary>
internal struct ParavirtualNote
{
    public uint AbiVersion;
    public uint Reserved;
    /// <summary>64-bit entry: RDI = physical address of the multiboot information, RSP = a boot stack, interrupts masked, RAM mapped at its own addresses.</summary>
    public ulong Entry;
    /// <summary>Address of the hypercall page.</summary>
    public ulong HypercallPage;
    /// <summary>Address of the shared page.</summary>
    public ulong SharedPage;
}
