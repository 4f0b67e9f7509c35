using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The tables of indirect targets: by the low 16 bits of the guest address, what compares the whole address and enters. A kernel has
/// hundreds of pairs that share those bits; its entries go on to each other. User code is entered by processes that may not enter
/// all of it: there the last one has the place.
/// </summary>
internal sealed unsafe partial class Translator
{
    /// <summary>Lets indirect transfers of the running space to an entry find it.</summary>
    internal void Publish(EntryPoint entry)
    {
        var code = entry.Region.Code;
        ulong address = ExecuteBase + (ulong)CheckedWay(entry);
        if (!code.IsShared) Chain(entry);
        TargetTable(code)[(ushort)entry.Rip] = address;
        if (code.Owner is { } owner) owner.Targets[(ushort)entry.Rip] = address;
    }

    /// <summary>The space's own targets take the place of those of the space that ran before.</summary>
    internal void Activate(GuestSpace space)
    {
        var code = space.Code;
        if (!code.IsShared || code.Owner == space) return;
        var table = TargetTable(code);
        if (code.Owner is { } owner) ClearTargets(owner);
        foreach (var (index, address) in space.Targets) table[index] = address;
        code.Owner = space;
        code.Generation++;
    }

    /// <summary>Takes the space's targets out of the table.</summary>
    private void ClearTargets(GuestSpace owner)
    {
        var table = TargetTable(owner.Code);
        ulong miss = _context.Word(EngineLayout.MissStub);
        foreach (ushort index in owner.Targets.Keys) table[index] = miss;
    }

    internal void ClearTargets(CodeSpace code)
    {
        code.Generation++;
        code.Targets.Clear();
        new Span<ulong>(TargetTable(code), EngineLayout.TargetTableBytes / 8).Fill(_context.Word(EngineLayout.MissStub));
    }

    /// <summary>The entry comes first of those with its index.</summary>
    private void Chain(EntryPoint entry)
    {
        Unchain(entry);
        var targets = entry.Region.Code.Targets;
        GoOn(entry, targets.GetValueOrDefault((ushort)entry.Rip));
        targets[(ushort)entry.Rip] = entry;
    }

    private void Unchain(EntryPoint entry)
    {
        var targets = entry.Region.Code.Targets;
        ushort index = (ushort)entry.Rip;
        if (!targets.TryGetValue(index, out var at)) return;
        if (at == entry) Lead(entry.Region.Code, index, entry.Next);
        else
        {
            while (at is not null && at.Next != entry) at = at.Next;
            if (at is not null) GoOn(at, entry.Next);
        }
    }

    private void Lead(CodeSpace code, ushort index, EntryPoint? first)
    {
        TargetTable(code)[index] = first is null ? _context.Word(EngineLayout.MissStub) : ExecuteBase + (ulong)first.Checked;
        if (first is null) code.Targets.Remove(index);
        else code.Targets[index] = first;
    }

    private void GoOn(EntryPoint entry, EntryPoint? next)
    {
        entry.Next = next;
        Patch(entry.Mismatch, next?.Checked ?? MissStub);
    }

    private ulong* TargetTable(CodeSpace code) => (ulong*)(_context.Base + code.TargetTable);
}
