using Hyperweave.Vmm;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>The processor itself, with the arena in this process at the arena's own addresses.</summary>
internal sealed unsafe class NativeSide : IDisposable
{
    private static readonly ulong[] Views = [Guest.Data, Arena.Low];
    private readonly int _file = Memory.CreateFile("arena\0"u8, Arena.Size);
    private readonly byte* _write;

    internal NativeSide()
    {
        _write = Memory.MapFile(_file, 0, Arena.Size, Protection.ReadWrite);
        Context.Cpu->Xcr0 = Xcr0.X87 | Xcr0.Sse | Xcr0.Avx;
        foreach (ulong view in Views)
        {
            Memory.ReserveAt(view, Arena.Size);
            for (int page = 0; page < Guest.DataPages; page++) MapPage(view, page);
        }
    }

    private void MapPage(ulong view, int page)
    {
        if (Arena.Use(page) == PageUse.Hole) return;
        ulong offset = (ulong)page * Arena.PageBytes;
        Memory.MapFilePopulated(view + offset, _file, offset, Arena.PageBytes, Arena.Use(page) switch
        {
            PageUse.Code => Protection.ReadExecute,
            PageUse.ReadOnly => Protection.Read,
            _ => Protection.ReadWrite,
        });
        if (Arena.Use(page) == PageUse.ReadOnly) InitialState.Page(Arena.ReadOnlyState, page).CopyTo(Page(page));
    }

    internal ProcessorContext Context { get; } = new();

    internal Span<byte> Page(int page) => new(_write + page * Arena.PageBytes, Arena.PageBytes);

    /// <summary>On the context's processor thread.</summary>
    internal Outcome Run(Sequence sequence)
    {
        sequence.WritePage(Page(Arena.CodePage));
        foreach (int page in Arena.WritablePages) InitialState.Page(sequence.State, page).CopyTo(Page(page));
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
        foreach (ulong view in Views) Memory.Free((byte*)view, Arena.Size);
        Memory.Free(_write, Arena.Size);
        Memory.CloseFile(_file);
        Context.Dispose();
    }
}
