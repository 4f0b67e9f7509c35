using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Which windows STAC and CLAC exchange in the kernel's table of biases: those that hold user pages, where EFLAGS.AC lifts SMAP,
/// for those that do not. Translated code does it by itself, from a few entries in the context: index in the table, bias with
/// and without. A kernel copies to and from two or three slots of a process; a fifth takes the place of the oldest.
/// </summary>
internal sealed unsafe class UserWindows
{
    internal const int Count = 4;

    /// <summary>An entry without a window exchanges a word past the table, which nothing reads.</summary>
    private const ulong NoSlot = EngineLayout.SlotCount;

    private readonly ProcessorContext _context;
    private readonly BiasTable _biases;
    private int _oldest;

    internal UserWindows(ProcessorContext context, BiasTable kernelBiases)
    {
        (_context, _biases) = (context, kernelBiases);
        Clear();
    }

    /// <summary>The biases with user pages stand in the table.</summary>
    internal bool IsOpen => _context.Word(EngineLayout.UserPagesOpen) != 0;

    /// <summary>Forgets all windows; closes first.</summary>
    internal void Clear()
    {
        if (IsOpen) Close();
        for (int index = 0; index < Count; index++) Put(index, NoSlot, 0, 0);
    }

    internal void Open()
    {
        for (int index = 0; index < Count; index++) _biases[Slot(index)] = _context.Word(EngineLayout.OpenBias(index));
        _context.Word(EngineLayout.UserPagesOpen) = 1;
    }

    internal void Close()
    {
        for (int index = 0; index < Count; index++) _biases[Slot(index)] = _context.Word(EngineLayout.ClosedBias(index));
        _context.Word(EngineLayout.UserPagesOpen) = 0;
    }

    /// <summary>Adds a window of user pages; what stands in the table for its slot is what holds without it.</summary>
    internal void Add(Window window)
    {
        int index = IndexOf(window.Slot);
        if (index < 0)
        {
            index = IndexOf(NoSlot);
            if (index < 0) index = _oldest++ % Count;
            if (IsOpen) _biases[Slot(index)] = _context.Word(EngineLayout.ClosedBias(index));
            Put(index, window.Slot, window.Bias, _biases[window.Slot]);
        }
        if (IsOpen) _biases.Set(window);
    }

    /// <summary>A window without user pages has been opened: it is the one of its slot while AC is clear.</summary>
    internal void SetClosed(Window window)
    {
        int index = IndexOf(window.Slot);
        if (index >= 0) _context.Word(EngineLayout.ClosedBias(index)) = window.Bias;
        if (index < 0 || !IsOpen) _biases.Set(window);
    }

    private int IndexOf(ulong slot)
    {
        for (int index = 0; index < Count; index++)
        {
            if (Slot(index) == slot) return index;
        }
        return -1;
    }

    private ulong Slot(int index) => _context.Word(EngineLayout.UserSlot(index));

    private void Put(int index, ulong slot, ulong open, ulong closed)
    {
        _context.Word(EngineLayout.UserSlot(index)) = slot;
        _context.Word(EngineLayout.OpenBias(index)) = open;
        _context.Word(EngineLayout.ClosedBias(index)) = closed;
    }
}
