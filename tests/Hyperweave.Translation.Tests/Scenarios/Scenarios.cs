namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>All scenarios; those of one kind share an image.</summary>
internal static partial class SystemScenarios
{
    internal static readonly Dictionary<string, Func<IEnumerable<Scenario>>> Kinds = new()
    {
        ["page rights"] = Paging,
        ["page tables"] = PageTables,
        ["user pages"] = UserPages,
        ["exceptions"] = Exceptions,
        ["refusals"] = Refusals,
        ["events"] = Events,
        ["returns"] = Returns,
        ["system calls"] = SystemCalls,
        ["returns again"] = Again,
        ["segments"] = Segments,
        ["interrupts"] = Interrupts,
        ["modes"] = Modes,
        ["NMI"] = NonMaskable,
        ["I/O map"] = PortPermissions,
        ["I/O map that changes"] = PortMapChanges,
        ["compatibility mode"] = Compatibility,
        ["32-bit events"] = ProtectedEvents,
        ["32-bit transfers"] = ProtectedTransfers,
        ["task switches"] = TaskSwitches,
        ["tasks that cannot be entered"] = TaskRefusals,
        ["tasks for events"] = TaskEvents,
        ["single steps"] = SingleSteps,
        ["breakpoints"] = Breakpoints,
        ["ports"] = Ports,
    };
}
