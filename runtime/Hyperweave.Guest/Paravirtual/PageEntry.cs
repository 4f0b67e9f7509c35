using Hyperweave.Abi;

namespace Hyperweave.Guest.Paravirtual;

/// <summary>The paravirtual forms of <see cref="Guest.PageEntry"/>: updates by hypercall, neighbouring ones in batches.</summary>
[NativeForm]
public static unsafe class PageEntry
{
    private const int EntrySize = 8;
    private const int BatchSize = 64;

    /// <inheritdoc cref="Guest.PageEntry.Store(ulong*, ulong)"/>
    public static void Store(ulong* entry, ulong value)
    {
        if (!Shared.Active)
        {
            *entry = value;
            return;
        }
        MmuUpdate update;
        update.EntryAddress = (ulong)entry;
        update.Value = value;
        Submit(&update, 1);
    }

    /// <inheritdoc cref="Guest.PageEntry.Store(ulong*, ReadOnlySpan{ulong})"/>
    public static void Store(ulong* entries, ReadOnlySpan<ulong> values)
    {
        if (!Shared.Active)
        {
            values.CopyTo(new Span<ulong>(entries, values.Length));
            return;
        }
        for (var done = 0; done < values.Length; done += BatchSize)
            StoreBatch(entries + done, values.Slice(done, Math.Min(BatchSize, values.Length - done)));
    }

    private static void StoreBatch(ulong* entries, ReadOnlySpan<ulong> values)
    {
        var updates = stackalloc MmuUpdate[BatchSize];
        for (var index = 0; index < values.Length; index++)
        {
            updates[index].EntryAddress = (ulong)entries + (ulong)(index * EntrySize);
            updates[index].Value = values[index];
        }
        Submit(updates, values.Length);
    }

    private static void Submit(MmuUpdate* updates, int count)
    {
        if (Shared.Call(Hypercall.MmuUpdate, (ulong)updates, (ulong)count) != count)
            throw new InvalidOperationException("The hypervisor refused a page-table update.");
    }
}
