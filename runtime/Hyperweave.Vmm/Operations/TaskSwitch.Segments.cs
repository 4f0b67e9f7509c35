using Hyperweave.Vmm.Delivery;

namespace Hyperweave.Vmm.Operations;

/// <summary>The segments of a task that has been entered: a bad one is #TS, one that is not present #NP or #SS (Intel SDM 3A, table 7-1).</summary>
public sealed unsafe partial class TaskSwitch
{
    private const int LocalTableType = 2;

    private void LoadSegments(uint external)
    {
        int level = (int)cpu->Cpl;
        LoadLocalTable(external);
        cpu->Cs = Read(cpu->Cs.Selector, external, code => code.IsCode && (code.IsConforming ? code.Dpl <= level : code.Dpl == level));
        cpu->Ss = Stacks.Stack(cpu->Ss.Selector, level, external);
        LoadData(ref cpu->Es, external);
        LoadData(ref cpu->Ds, external);
        LoadData(ref cpu->Fs, external);
        LoadData(ref cpu->Gs, external);
        if (cpu->Rip > cpu->Cs.Limit) throw GuestFaultException.GeneralProtection(external);
    }

    private void LoadLocalTable(uint external)
    {
        ushort selector = cpu->Ldtr.Selector;
        if (DescriptorTables.IsNull(selector)) return;
        bool allowed = tables.TryRead(selector, out var table) && (selector & LocalTableBit) == 0
            && !table.IsCodeOrData && table.Type == LocalTableType && table.IsPresent;
        cpu->Ldtr = allowed ? table.ToSegment(selector) : throw GuestFaultException.InvalidTss(selector & ~3u | external);
    }

    private void LoadData(ref Segment segment, uint external)
    {
        ushort selector = segment.Selector;
        if (DescriptorTables.IsNull(selector)) return;
        int level = Math.Max((int)cpu->Cpl, selector & 3);
        segment = Read(selector, external, data => data.IsReadable && (data.IsConforming || data.Dpl >= level));
    }

    private Segment Read(ushort selector, uint external, Predicate<Descriptor> allows)
    {
        uint named = selector & ~3u | external;
        bool found = tables.TryRead(selector, out var descriptor) && !DescriptorTables.IsNull(selector) && allows(descriptor);
        if (!found) throw GuestFaultException.InvalidTss(named);
        if (!descriptor.IsPresent) throw GuestFaultException.NotPresent(named);
        return tables.MarkAccessed(selector, descriptor).ToSegment(selector);
    }
}
