namespace Hyperweave.Rewriting;

/// <summary>What became of a site.</summary>
public enum SiteState
{
    /// <summary>The call goes to the paravirtual counterpart now.</summary>
    Replaced,
    /// <summary>The call stays: the operation needs no replacement.</summary>
    Left,
    /// <summary>The call cannot be replaced; the rewrite fails.</summary>
    Refused,
}

/// <summary>One place in the IL that uses an operation.</summary>
/// <param name="Method">Doc-comment id of the method that holds it.</param>
/// <param name="Offset">The instruction's offset in that method's IL, in bytes.</param>
/// <param name="Instruction">The IL instruction's name.</param>
/// <param name="Target">What it uses: a doc-comment id, or module!entry point for an extern.</param>
/// <param name="Operation">The operation's id in the catalogue; empty for an extern that nobody can judge.</param>
/// <param name="Class">The operation's class in the catalogue.</param>
/// <param name="Family">The family of guests that spells it so.</param>
/// <param name="Hypercall">What replaces it in the paravirtual interface.</param>
/// <param name="Replacement">Doc-comment id of the method that is called instead; empty when the call stays or is dropped.</param>
/// <param name="Reason">Why the call stays or is refused.</param>
/// <param name="File">Source file, empty when unknown.</param>
/// <param name="Line">From one; zero when unknown.</param>
/// <param name="Column">From one; zero when unknown.</param>
public sealed record Site(
    string Method,
    int Offset,
    string Instruction,
    string Target,
    string Operation,
    string Class,
    string Family,
    string Hypercall,
    string Replacement,
    SiteState State,
    string Reason,
    string File,
    int Line,
    int Column)
{
    /// <summary>The <see cref="Rewriting.Improvement"/> that changed it beyond a plain replacement; empty for none.</summary>
    public string Improvement { get; init; } = "";

    /// <summary>Which improvement it could have been for, and why that was left; empty when none looked at it.</summary>
    public string Left { get; init; } = "";
}
