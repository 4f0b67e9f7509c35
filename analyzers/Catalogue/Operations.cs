using System;
using System.Collections.Generic;
using System.Linq;

namespace Hyperweave.Catalogue;

/// <summary>All operation rows. Each file in Rows holds one topic.</summary>
internal static partial class Operations
{
    private static readonly Lazy<Operation[]> all = new(() =>
    [
        .. Interrupts, .. Ports, .. ControlRegisters, .. Paging, .. Segments, .. Identity,
        .. SystemCalls, .. State, .. Virtualization, .. Machine,
    ]);

    private static readonly Lazy<Dictionary<string, Operation>> byId =
        new(() => all.Value.ToDictionary(operation => operation.Id, StringComparer.Ordinal));

    public static IReadOnlyList<Operation> All => all.Value;

    /// <summary>The row with this id, or null.</summary>
    public static Operation? Find(string id) => byId.Value.TryGetValue(id, out var operation) ? operation : null;

    private static Operation Privileged(string id, string forms, string does, string replacement) =>
        new(id, forms, OperationClass.Privileged, does, replacement);

    private static Operation Sensitive(string id, string forms, string does, string replacement) =>
        new(id, forms, OperationClass.SensitiveUnprivileged, does, replacement);

    private static Operation Unsupported(string id, string forms, OperationClass operationClass, string does, string reason) =>
        new(id, forms, operationClass, does, "", SupportState.NotSupported, reason);
}
