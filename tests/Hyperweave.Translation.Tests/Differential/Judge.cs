using Hyperweave.Vmm;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>Runs sequences on the processor and through the engine, and says in what they differ.</summary>
internal sealed unsafe class Judge : IDisposable
{
    private readonly NativeSide _native = new();
    private readonly TranslatedSide _translated = new();

    /// <summary>Gives the body a thread on which <see cref="Difference"/> may be called.</summary>
    internal void Work(Action body) => ProcessorThread.Run(_translated.Context, body);

    /// <returns>Null where both are the same.</returns>
    internal string? Difference(Sequence sequence)
    {
        NativeEntry.CurrentContext = _native.Context.Base;
        var native = _native.Run(sequence);
        NativeEntry.CurrentContext = _translated.Context.Base;
        var translated = _translated.Run(sequence);
        bool isImage = sequence.ReadsImage(native.Rip);
        if (native.Comparable(isImage) != translated.Comparable(isImage)) return $"{native}, translated {translated}";
        // What a gather had loaded when it faulted is the processor's choice (Intel SDM 2C, VGATHERDPS).
        return Registers(sequence.DefinedFlags(native.Rip)) ?? Floating(sequence.GatheredAt(native.Rip)) ?? Pages();
    }

    public void Dispose()
    {
        _native.Dispose();
        _translated.Dispose();
    }

    private CpuState* Native => _native.Context.Cpu;

    private CpuState* Translated => _translated.Context.Cpu;

    private string? Registers(ulong flags)
    {
        for (int number = 0; number < 16; number++)
        {
            if (Native->Gpr[number] != Translated->Gpr[number]) return $"{Iced.Intel.Register.RAX + number} {Native->Gpr[number]:X}, translated {Translated->Gpr[number]:X}";
        }
        return ((Native->Rflags ^ Translated->Rflags) & flags) == 0 ? null : $"flags {Native->Rflags & flags:X}, translated {Translated->Rflags & flags:X}";
    }

    /// <summary>
    /// Control, status and tags, MXCSR, x87 and XMM registers; not the x87's last instruction and operand, which are the host's
    /// addresses in one and the guest's in the other.
    /// </summary>
    /// <param name="loose">XMM and YMM registers that need not be the same, by number.</param>
    private string? Floating(IReadOnlyCollection<int> loose)
    {
        if (Differs(0, 5)) return $"x87 control, status, tags {Convert.ToHexString(Part(Native, 0, 5))}, translated {Convert.ToHexString(Part(Translated, 0, 5))}";
        if (Differs(24, 4)) return $"MXCSR {Convert.ToHexString(Part(Native, 24, 4))}, translated {Convert.ToHexString(Part(Translated, 24, 4))}";
        for (int register = 0; register < 24; register++)
        {
            if (loose.Contains(register - 8)) continue;
            int at = 32 + register * 16, length = register < 8 ? 10 : 16;
            string name = register < 8 ? $"ST{register}" : $"XMM{register - 8}";
            if (Differs(at, length)) return $"{name} {Convert.ToHexString(Part(Native, at, length))}, translated {Convert.ToHexString(Part(Translated, at, length))}";
        }
        for (int register = 0; register < 16; register++)
        {
            var native = Upper(Native, register);
            var translated = Upper(Translated, register);
            if (!loose.Contains(register) && !native.SequenceEqual(translated)) return $"upper half of YMM{register} {Convert.ToHexString(native)}, translated {Convert.ToHexString(translated)}";
        }
        return null;
    }

    private static ReadOnlySpan<byte> Upper(CpuState* cpu, int register) => new(cpu->YmmHigh + 16 * register, 16);

    private bool Differs(int start, int length) => !Part(Native, start, length).SequenceEqual(Part(Translated, start, length));

    private static ReadOnlySpan<byte> Part(CpuState* cpu, int start, int length) => new(cpu->Fxsave + start, length);

    private string? Pages()
    {
        foreach (int page in Arena.WritablePages)
        {
            int same = _native.Page(page).CommonPrefixLength(_translated.Page(page));
            if (same != Arena.PageBytes) return $"memory at {Arena.Address(page) + (ulong)same:X} {_native.Page(page)[same]:X2}, translated {_translated.Page(page)[same]:X2}";
        }
        return null;
    }
}
