namespace Hyperweave.Catalogue;

/// <summary>One way in which a guest spells an operation.</summary>
/// <param name="Key">The method's doc-comment id (<c>M:…</c>), or the entry point of an extern method.</param>
/// <param name="Operation">The operation's id, or <see cref="Signatures.Innocuous"/> for an extern that is known to be harmless.</param>
/// <param name="Part">The member of the guest API's result that this spelling returns; empty when it returns the result itself.</param>
/// <param name="ByHand">Why no tool can replace a call, as advice to its author; empty when a tool can.</param>
internal sealed record Signature(string Key, string Operation, string Part = "", string ByHand = "")
{
    /// <summary>The family of guests that spells it so: the block's name.</summary>
    public string Family { get; init; } = "";

    /// <summary>Whether <see cref="Key"/> is a doc-comment id.</summary>
    public bool IsMethod => Key.StartsWith("M:", System.StringComparison.Ordinal);
}
