using Hyperweave.Catalogue;

namespace Hyperweave.Image.Scanning;

/// <summary>What paravirtualization does about an operation, from its row in the catalogue.</summary>
internal static class ParavirtualAnswer
{
    public static string Of(Operation operation) => operation switch
    {
        { State: SupportState.NotSupported, Class: OperationClass.Privileged } => $"cannot: traps; {operation.Reason}",
        { State: SupportState.NotSupported } => $"cannot: runs silently wrong; {operation.Reason}",
        { Replacement: "", Class: OperationClass.InnocuousButSlow } => "left as it is: correct anywhere",
        { Replacement: "" } => "dropped: nothing is left to do",
        { State: SupportState.PartlySupported } => $"{operation.Replacement} (in part: {operation.Reason})",
        _ => operation.Replacement,
    };

    public static string OfOutOfScope(string reason) => $"cannot: traps; {reason}";
}
