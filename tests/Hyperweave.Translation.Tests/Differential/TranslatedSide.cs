using Hyperweave.Vmm;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>A guest's user program under the engine, with nothing mapped but the arena.</summary>
internal sealed unsafe class TranslatedSide : IDisposable
{
    private const ulong Present = 1, Writable = 2, User = 4, NoExecute = 1UL << 63;
    private readonly Guest _guest;

    internal TranslatedSide(ProcessorLevel level = ProcessorLevel.Host)
    {
        _guest = new Guest(level: level);
        BuildLowView();
        _guest.Cpu->Efer |= Efer.NXE;
        _guest.Cpu->Cpl = 3;
        _guest.Cpu->InterruptFlag = 1;
        for (int page = 0; page < Guest.DataPages; page++)
        {
            ulong entry = Physical(page) | User | Present;
            _guest.Memory.Write(Guest.DataEntry(page), Arena.Use(page) switch
            {
                PageUse.Hole => 0UL,
                PageUse.Code => entry,
                PageUse.ReadOnly => entry | NoExecute,
                _ => entry | NoExecute | Writable,
            });
            if (Arena.Use(page) == PageUse.ReadOnly) _guest.Load(Physical(page), InitialState.Page(Arena.ReadOnlyState, page));
        }
    }

    internal ProcessorContext Context => _guest.Context;

    internal ReadOnlySpan<byte> Page(int page) => _guest.Memory.Slice(Physical(page), Arena.PageBytes);

    /// <summary>On the context's processor thread.</summary>
    internal Outcome Run(Sequence sequence)
    {
        ulong code = Physical(Arena.CodePage);
        _guest.Engine.Written(code, Arena.PageBytes);
        // Odd states try the first tier, even ones the second.
        _guest.Engine.Turns = sequence.State % 2 == 0 ? 0 : 1000;
        sequence.WritePage(_guest.Memory.Slice(code, Arena.PageBytes));
        foreach (int page in Arena.WritablePages) _guest.Load(Physical(page), InitialState.Page(sequence.State, page));
        InitialState.Fill(_guest.Cpu, sequence.State);
        ExtendedState.Load(_guest.Cpu);
        _guest.Cpu->Rip = Arena.Code;
        Exit exit;
        do exit = _guest.Engine.Run();
        while (exit.Kind == ExitKind.Interrupted);
        ExtendedState.Save(_guest.Cpu);
        // The machine answers an operation that it does not offer with #UD.
        if (exit.Kind == ExitKind.Operation && !OperationTable.IsOffered(exit.Instruction.Mnemonic)) return new Outcome(_guest.Cpu->Rip, ExceptionVector.UD, 0, 0);
        // No task state segment allows a user a port.
        if (exit.Kind == ExitKind.PortIo) return new Outcome(exit.Address, ExceptionVector.GP, 0, 0);
        string? stop = exit.Kind == ExitKind.Exception ? null : $"exit {exit.Kind} {exit.Message}";
        return new Outcome(_guest.Cpu->Rip, exit.Vector, exit.ErrorCode, exit.Address, stop);
    }

    public void Dispose() => _guest.Dispose();

    /// <summary>Instead of all RAM at its own addresses: the arena's page table a second time.</summary>
    private void BuildLowView()
    {
        const ulong Pointers = 0x8000, Directory = 0x9000;
        _guest.Memory.Write(Guest.FirstTableEntry, Pointers | User | Writable | Present);
        _guest.Memory.Write(Pointers + (Arena.Low >> 30) * 8, Directory | User | Writable | Present);
        _guest.Memory.Write(Directory + (Arena.Low >> 21 & 511) * 8, Guest.DataEntry(0) | User | Writable | Present);
    }

    private static ulong Physical(int page) => Guest.DataPhysical + (ulong)page * Arena.PageBytes;
}
