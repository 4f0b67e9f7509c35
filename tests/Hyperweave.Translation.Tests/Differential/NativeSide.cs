using Hyperweave.Vmm;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>The processor itself, with the arena in this process at the arena's own addresses.</summary>
internal sealed unsafe class NativeSide : IDisposable
{
    private readonly int _code = Memory.CreateFile("arena-code\0"u8, Arena.PageBytes);
    private readonly byte* _write;

    internal NativeSide()
    {
        Memory.ReserveAt(Guest.Data, Arena.Size);
        _write = Memory.MapFile(_code, 0, Arena.PageBytes, Protection.ReadWrite);
        for (int page = 0; page < Guest.DataPages; page++)
        {
            if (Arena.Use(page) == PageUse.Code) Memory.MapFileOver(Arena.Address(page), _code, 0, Arena.PageBytes, Protection.ReadExecute);
            else if (Arena.Use(page) != PageUse.Hole) Memory.Protect(Arena.Address(page), Arena.PageBytes, Protection.ReadWrite);
            if (Arena.Use(page) != PageUse.ReadOnly) continue;
            FillPage(Arena.ReadOnlyState, page);
            Memory.Protect(Arena.Address(page), Arena.PageBytes, Protection.Read);
        }
    }

    internal ProcessorContext Context { get; } = new();

    internal ReadOnlySpan<byte> Page(int page) => new((byte*)Arena.Address(page), Arena.PageBytes);

    /// <summary>On the context's processor thread.</summary>
    internal Outcome Run(Sequence sequence)
    {
        sequence.WritePage(new Span<byte>(_write, Arena.PageBytes));
        foreach (int page in Arena.WritablePages) FillPage(sequence.State, page);
        InitialState.Fill(Context.Cpu, sequence.State);
        ExtendedState.Load(Context.Cpu);
        Context.Word(ContextLayout.EntryRip) = Arena.Code;
        Context.Word(ContextLayout.Exit) = 0;
        NativeEntry.Enter();
        ExtendedState.Save(Context.Cpu);
        return new Outcome(Context.Word(ContextLayout.FaultRip), (byte)Context.Word(ContextLayout.FaultTrap),
            (uint)Context.Word(ContextLayout.FaultError), Context.Word(ContextLayout.FaultAddress));
    }

    public void Dispose()
    {
        Memory.Free((byte*)Guest.Data, Arena.Size);
        Memory.Free(_write, Arena.PageBytes);
        Memory.CloseFile(_code);
        Context.Dispose();
    }

    private static void FillPage(int state, int page) =>
        InitialState.Page(state, page).CopyTo(new Span<byte>((byte*)Arena.Address(page), Arena.PageBytes));
}
