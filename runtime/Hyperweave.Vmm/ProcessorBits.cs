namespace Hyperweave.Vmm;

/// <summary>Bits of CR0 (Intel SDM 3A 2.5).</summary>
public static class Cr0
{
    public const ulong PE = 1 << 0, MP = 1 << 1, EM = 1 << 2, TS = 1 << 3, ET = 1 << 4, NE = 1 << 5;
    public const ulong WP = 1 << 16, AM = 1 << 18, NW = 1 << 29, CD = 1 << 30, PG = 1UL << 31;
    public const ulong Defined = PE | MP | EM | TS | ET | NE | WP | AM | NW | CD | PG;
}

/// <summary>Bits of CR4 (Intel SDM 3A 2.5). <see cref="Supported"/> are those that every processor model offers.</summary>
public static class Cr4
{
    public const ulong VME = 1 << 0, PVI = 1 << 1, TSD = 1 << 2, DE = 1 << 3, PSE = 1 << 4, PAE = 1 << 5, MCE = 1 << 6, PGE = 1 << 7;
    public const ulong PCE = 1 << 8, OSFXSR = 1 << 9, OSXMMEXCPT = 1 << 10, UMIP = 1 << 11, FSGSBASE = 1 << 16, PCIDE = 1 << 17, OSXSAVE = 1 << 18;
    public const ulong SMEP = 1 << 20, SMAP = 1 << 21;
    public const ulong Supported = TSD | DE | PSE | PAE | MCE | PGE | PCE | OSFXSR | OSXMMEXCPT | UMIP | FSGSBASE | PCIDE | SMEP | SMAP;
}

/// <summary>Bits of XCR0: state components (Intel SDM 1 13.1).</summary>
public static class Xcr0
{
    public const ulong X87 = 1 << 0, Sse = 1 << 1, Avx = 1 << 2;
}

/// <summary>Bits of IA32_EFER (Intel SDM 3A 2.2.1).</summary>
public static class Efer
{
    public const ulong SCE = 1 << 0, LME = 1 << 8, LMA = 1 << 10, NXE = 1 << 11;
    public const ulong Writable = SCE | LME | NXE;
}

/// <summary>Bits of RFLAGS (Intel SDM 3A 2.3).</summary>
public static class Rflags
{
    public const ulong CF = 1 << 0, Fixed = 1 << 1, PF = 1 << 2, AF = 1 << 4, ZF = 1 << 6, SF = 1 << 7, TF = 1 << 8, IF = 1 << 9;
    public const ulong DF = 1 << 10, OF = 1 << 11, IOPL = 3 << 12, NT = 1 << 14, RF = 1 << 16, VM = 1 << 17, AC = 1 << 18;
    public const ulong VIF = 1 << 19, VIP = 1 << 20, ID = 1 << 21;
    /// <summary>What POPF and IRET can set at all, IF and IOPL included.</summary>
    public const ulong Writable = CF | PF | AF | ZF | SF | TF | IF | DF | OF | IOPL | NT | RF | AC | ID;
}

/// <summary>Values of <see cref="CpuState.InterruptShadow"/> (Intel SDM 3A 6.8.3): the second holds debug exceptions and NMIs back too.</summary>
public static class InterruptShadow
{
    public const ulong Sti = 1, MovSs = 2;
}

/// <summary>Bits of DR6 (Intel SDM 3B 17.2.3): what the last #DB was raised for.</summary>
public static class Dr6
{
    public const ulong Breakpoints = 15, BD = 1 << 13, BS = 1 << 14, BT = 1 << 15;
    public const ulong Writable = Breakpoints | BD | BS | BT, Fixed = 0xFFFF_0FF0;
}

/// <summary>Bits of DR7 (Intel SDM 3B 17.2.4).</summary>
public static class Dr7
{
    public const ulong GD = 1 << 13, Fixed = 1 << 10;
    /// <summary>L0–L3 and LE, which a task switch clears.</summary>
    public const ulong Local = 0x155;
    /// <summary>L0–GE, GD, R/W and LEN: all but bits that the manual reserves, RTM's among them.</summary>
    public const ulong Writable = 0xFFFF_23FF;
}

/// <summary>Exception vectors (Intel SDM 3A 6.3.1, table 6-1).</summary>
public static class ExceptionVector
{
    public const byte DE = 0, DB = 1, NMI = 2, BP = 3, OF = 4, BR = 5, UD = 6, NM = 7, DF = 8;
    public const byte TS = 10, NP = 11, SS = 12, GP = 13, PF = 14, MF = 16, AC = 17, MC = 18, XM = 19;

    /// <summary>True where the processor pushes an error code.</summary>
    public static bool PushesErrorCode(byte vector) => vector is DF or TS or NP or SS or GP or PF or AC;

    /// <summary>"#PF", "#GP"…, or "vector 33".</summary>
    public static string Name(byte vector) => vector switch
    {
        DE => "#DE", DB => "#DB", NMI => "NMI", BP => "#BP", OF => "#OF", BR => "#BR", UD => "#UD", NM => "#NM", DF => "#DF",
        TS => "#TS", NP => "#NP", SS => "#SS", GP => "#GP", PF => "#PF", MF => "#MF", AC => "#AC", MC => "#MC", XM => "#XM",
        _ => $"vector {vector}",
    };
}
