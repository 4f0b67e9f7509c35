using System;
using System.Collections.Generic;
using System.Linq;

namespace Hyperweave.Catalogue;

/// <summary>All signature rows. Each file in Families holds one family of guests: its names, with the place they were read in.</summary>
internal static partial class Signatures
{
    /// <summary>Stands in place of an operation's id for an extern method that is known to hold none.</summary>
    public const string Innocuous = "innocuous";

    /// <summary>The namespace of the guest API.</summary>
    public const string GuestNamespace = "Hyperweave.Guest";

    /// <summary>The namespace of the guest API's paravirtual counterparts, with the same types and methods.</summary>
    public const string ParavirtualNamespace = "Hyperweave.Guest.Paravirtual";

    private const string HyperweaveFamily = "Hyperweave";
    private const string HyperweaveNativeFamily = "Hyperweave native library";

    private static readonly Lazy<Signature[]> all = new(() =>
    [
        .. Block(HyperweaveFamily, Hyperweave),
        .. Block(HyperweaveNativeFamily, HyperweaveNative),
        .. Block("Cosmos gen2", CosmosGen2),
        .. Block("Cosmos gen3", CosmosGen3),
        .. Block("MOOS", Moos),
        .. Block("MOSA", Mosa),
        .. Block("ProtonOS", ProtonOS),
        .. Block(".NET intrinsics", Intrinsics),
        .. Block("RuntimeImport", RuntimeImports),
    ]);

    private static readonly Lazy<Dictionary<string, string>> guestMethods = new(() => all.Value
        .Where(row => row.Family == HyperweaveFamily && row.IsMethod)
        .ToDictionary(row => row.Operation, row => row.Key, StringComparer.Ordinal));

    public static IReadOnlyList<Signature> All => all.Value;

    /// <summary>Whether every image has the methods and symbols of this family: it is the guest API or its native library.</summary>
    public static bool IsOurs(string? family) => family is HyperweaveFamily or HyperweaveNativeFamily;

    /// <summary>The guest API's method for an operation (doc-comment id), or null where the API has none.</summary>
    public static string? GuestMethod(string operation) =>
        guestMethods.Value.TryGetValue(operation, out var method) ? method : null;

    /// <summary>The same method as a person calls it, <c>Cpu.Cli</c>, or null where the API has none.</summary>
    public static string? GuestName(string operation) =>
        GuestMethod(operation)?.Substring("M:".Length + GuestNamespace.Length + 1).Split('(')[0];

    /// <summary>The paravirtual counterpart of a guest API method, both as doc-comment ids.</summary>
    public static string Paravirtual(string guestMethod) =>
        "M:" + ParavirtualNamespace + guestMethod.Substring("M:".Length + GuestNamespace.Length);

    private static IEnumerable<Signature> Block(string family, IEnumerable<Signature> rows) =>
        rows.Select(row => row with { Family = family });
}
