namespace Hyperweave.Catalogue;

/// <summary>
/// What each technique will do with an operation, from its row, in words for a message: the texts continue
/// "full virtualization …" and "the paravirtual build …".
/// </summary>
internal static class Prospects
{
    public static string FullVirtualization(Operation operation) => operation.Translated switch
    {
        Translated.InLine => "does it in line, without an exit",
        Translated.AsItIs => "lets it run as it is",
        Translated.NotOffered => "does not offer it, as CPUID says",
        _ => "exits to the virtual machine, which emulates it",
    };

    public static string Paravirtualization(Operation operation) => operation switch
    {
        { State: SupportState.NotSupported } => $"fails here: {operation.Reason}",
        { Replacement: "", Class: OperationClass.InnocuousButSlow } => "leaves it as it is",
        { Replacement: "" } => "drops it",
        { Reason: "" } => $"replaces it by {Named(operation.Replacement)}",
        _ => $"replaces it by {Named(operation.Replacement)} ({operation.Reason})",
    };

    /// <summary>"SharedPage.EventMask + Hypercall.DeliverPending" → "the shared page's EventMask and the hypercall DeliverPending".</summary>
    private static string Named(string replacement) => replacement
        .Replace(" + ", " and ")
        .Replace("HypercallPage.", "the hypercall page's ")
        .Replace("SharedPage.", "the shared page's ")
        .Replace("Hypercall.", "the hypercall ");
}
