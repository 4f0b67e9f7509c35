using System.Runtime.CompilerServices;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>What a translation may guess by: the guest's registers when it was asked for.</summary>
internal readonly struct Hints
{
    private const ulong LeastPointer = 4096;
    private readonly Values _values;

    internal unsafe Hints(CpuState* cpu)
    {
        for (int number = 0; number < 16; number++) _values[number] = cpu->Gpr[number];
        Narrow = GuestRegisters.Narrow(cpu);
    }

    /// <summary>Registers below 2^32, by bit.</summary>
    internal ushort Narrow { get; init; }

    /// <summary>The slot that the addresses in a register are most likely in: that of its value, or the stack's where it holds none.</summary>
    internal ulong SlotOf(Register register)
    {
        ulong value = _values[GuestRegisters.Number(register)];
        return BiasTable.SlotOf(value >= LeastPointer && ProcessorMode.IsCanonical(value) ? value : _values[GuestRegisters.Number(Register.RSP)]);
    }

    [InlineArray(16)]
    private struct Values
    {
        private ulong _first;
    }
}
