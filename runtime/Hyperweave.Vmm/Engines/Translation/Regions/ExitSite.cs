using System.Runtime.CompilerServices;
using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Why translated code leaves to C# at a site.</summary>
internal enum SiteKind
{
    /// <summary>An indirect transfer found no translation: its target is in the context.</summary>
    Missed,
    /// <summary>The instruction is the interpreter's.</summary>
    Interpret,
    Port,
    Operation,
    /// <summary>An access that has met devices: see <see cref="DeviceAccesses"/>.</summary>
    Device,
    /// <summary>A register is not what the region took it for: the region must be made anew.</summary>
    Unguarded,
}

/// <summary>One place where translated code leaves, by the number that it stores in the context.</summary>
/// <param name="rip">Of the instruction.</param>
internal sealed class ExitSite(SiteKind kind, ulong rip, Region? region = null)
{
    private readonly Act? _act;

    /// <summary>What the machine, or the interpreter, must do.</summary>
    internal ExitSite(SiteKind kind, in Instruction instruction, Region region) : this(kind, instruction.IP, region)
    {
        if (kind is SiteKind.Port or SiteKind.Operation or SiteKind.Device) _act = new Act(kind, instruction);
    }

    internal SiteKind Kind => kind;
    internal ulong Rip => rip;
    internal Region? Region => region;

    /// <summary>What the machine handles; the port of a form that names DX, and the address of a device's data, are put in each time.</summary>
    internal ref Exit Exit => ref _act!.Exit;
    internal ulong NextRip => _act!.NextRip;
    internal bool UsesDx => _act!.UsesDx;
    internal bool IsPlain => _act is { IsPlain: true };
    internal bool IsInterruptReturn => _act!.Exit.Instruction.Code == Code.Iretq;

    /// <summary>Where the guest went on after the machine had acted, last time; null where that is not known, or not the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal EntryPoint? NextAt(ulong target, CodeSpace code) =>
        _act!.Next is { } next && next.Rip == target && next.Region.Code == code && code.Generation == _act.Generation ? next : null;

    internal void Remember(EntryPoint? next) => (_act!.Next, _act.Generation) = (next, next?.Region.Code.Generation ?? 0);

    /// <summary>Kept apart: most sites are the interpreter's.</summary>
    private sealed class Act(SiteKind kind, in Instruction instruction)
    {
        internal EntryPoint? Next;
        /// <summary>Of the next one's code, when it was remembered.</summary>
        internal int Generation;
        internal Exit Exit = kind switch
        {
            SiteKind.Port => PortExit.Of(instruction, 0),
            SiteKind.Device => new Exit { Kind = ExitKind.MemoryIo, Instruction = instruction },
            _ => new Exit { Kind = ExitKind.Operation, Instruction = instruction },
        };
        internal readonly ulong NextRip = instruction.NextIP;
        internal readonly bool UsesDx = kind == SiteKind.Port && (instruction.Op0Register == Register.DX || instruction.Op1Register == Register.DX);

        /// <summary>It changes no registers but RAX, RBX, RCX and RDX, goes on behind itself, and leaves code and memory where they are.</summary>
        internal readonly bool IsPlain = kind == SiteKind.Port || instruction.Mnemonic is Mnemonic.Cpuid or Mnemonic.Rdmsr || (kind == SiteKind.Device && IsPlainMove(instruction));

        private static bool IsPlainMove(in Instruction instruction) =>
            instruction.Mnemonic == Mnemonic.Mov && (instruction.Op0Kind != OpKind.Register || GuestRegisters.Number(instruction.Op0Register.GetFullRegister()) < 4);
    }
}
