using System.Runtime.InteropServices;
using Hyperweave.Abi;
using Hyperweave.Guest.Paravirtual;

namespace Hyperweave.Guest.Woven;

/// <summary>
/// Page-table stores that are made together, in order: one hypercall for each <see cref="Capacity"/> under the VMM, plain
/// stores on bare metal. It lives in the frame of the method that fills it, so that an interrupt handler never meets one
/// half full. The rewriter puts it around loops; see docs/rewriter.md.
/// </summary>
[NativeForm]
[StructLayout(LayoutKind.Sequential)]
public unsafe struct PageTableBatch
{
    private const int Capacity = 32;
    private const int WordsPerUpdate = 2;

    private fixed ulong _updates[Capacity * WordsPerUpdate];
    private int _count;

    /// <summary>Makes the batch empty. Its memory need not have been cleared.</summary>
    public void Begin() => _count = 0;

    /// <summary>The store of <see cref="Guest.PageEntry.Store(ulong*, ulong)"/>.</summary>
    public static void Store(ulong* entry, ulong value, ref PageTableBatch batch) => batch.Add(entry, value);

    /// <summary>The store of <see cref="PageTable.Map"/>.</summary>
    public static void Map(PageTable table, ulong address, ulong physical, PageFlags flags, ref PageTableBatch batch) =>
        batch.Add(batch.Entry(table, address, 0), PageTable.Compose(physical, PageAllocator.PageSize, flags));

    /// <summary>The store of <see cref="PageTable.MapLarge"/>.</summary>
    public static void MapLarge(PageTable table, ulong address, ulong physical, PageFlags flags, ref PageTableBatch batch) =>
        batch.Add(batch.Entry(table, address, 1), PageTable.Compose(physical, PageTable.LargePageSize, flags | PageFlags.Large));

    /// <summary>The store of <see cref="PageTable.Unmap"/>.</summary>
    public static void Unmap(PageTable table, ulong address, ref PageTableBatch batch)
    {
        var entry = table.Find(address, out _);
        if (entry != null)
            batch.Add(entry, 0);
    }

    /// <summary>Makes the stores. InvalidOperationException when the VMM refuses; none of them is made then.</summary>
    public void Write()
    {
        var count = _count;
        _count = 0;
        fixed (ulong* first = _updates)
        {
            if (count != 0 && Shared.Call(Hypercall.MmuUpdate, (ulong)first, (ulong)count) != count)
                throw new InvalidOperationException("The hypervisor refused a page-table update.");
        }
    }

    // A new table comes from memory that the stores still waiting may have mapped: they go first.
    private ulong* Entry(PageTable table, ulong address, int level)
    {
        if (!table.HasTables(address, level))
            Write();
        return table.Entry(address, level);
    }

    private void Add(ulong* entry, ulong value)
    {
        if (!Shared.Active)
        {
            *entry = value;
            return;
        }
        _updates[_count * WordsPerUpdate] = (ulong)entry;
        _updates[(_count * WordsPerUpdate) + 1] = value;
        _count++;
        if (_count == Capacity)
            Write();
    }
}
