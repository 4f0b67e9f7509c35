using System.Collections.Immutable;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;

namespace Hyperweave.Analyzers;

/// <summary>Makes the diagnostic that a judgement deserves.</summary>
internal static class Report
{
    public static Diagnostic Of(Judgement judgement, Location location)
    {
        if (judgement is not { Row: { } row, Operation: { } operation })
            return OfUnknown(judgement.Extern!.Value, location);
        var descriptor = Descriptor(row, operation);
        return Diagnostic.Create(
            descriptor, location, Severity(descriptor, row), additionalLocations: null, Properties(row),
            operation.DisplayName, operation.Does, Prospects.FullVirtualization(operation), Prospects.Paravirtualization(operation), row.ByHand);
    }

    private static Diagnostic OfUnknown(ExternMethod native, Location location) => Diagnostic.Create(
        Descriptors.UnknownExtern, location, ImmutableDictionary<string, string?>.Empty.Add(OperationAnalyzer.EntryPointProperty, native.EntryPoint),
        Name(native), native.EntryPoint);

    private static DiagnosticDescriptor Descriptor(Signature row, Operation operation) => operation switch
    {
        { State: SupportState.NotSupported } => Descriptors.NoReplacement,
        _ when row.ByHand.Length != 0 => Descriptors.ReplaceByHand,
        { Class: OperationClass.InnocuousButSlow } => Descriptors.InnocuousButSlow,
        { Class: OperationClass.Privileged } => Descriptors.Privileged,
        _ => Descriptors.SensitiveUnprivileged,
    };

    /// <summary>In the guest API's spelling nothing can go wrong any more: the build replaces it.</summary>
    private static DiagnosticSeverity Severity(DiagnosticDescriptor descriptor, Signature row) =>
        descriptor == Descriptors.SensitiveUnprivileged && row.Key == Signatures.GuestMethod(row.Operation)
            ? DiagnosticSeverity.Info
            : descriptor.DefaultSeverity;

    private static ImmutableDictionary<string, string?> Properties(Signature row)
    {
        var properties = ImmutableDictionary<string, string?>.Empty.Add(OperationAnalyzer.OperationProperty, row.Operation);
        var guestMethod = Signatures.GuestMethod(row.Operation);
        return guestMethod is null || guestMethod == row.Key || row.ByHand.Length != 0
            ? properties
            : properties.Add(OperationAnalyzer.GuestMethodProperty, guestMethod).Add(OperationAnalyzer.PartProperty, row.Part);
    }

    private static string Name(ExternMethod native) =>
        native.Module.Length == 0 ? native.EntryPoint : $"{native.Module}!{native.EntryPoint}";
}
