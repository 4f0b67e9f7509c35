using System.Collections.Immutable;
using System.Linq;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Hardware;

/// <summary>
/// Reports accesses that are wider or narrower than the register they name: a port of the wrong width, half of a model-specific
/// register, a model-specific register that the virtual processor does not have.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AccessWidthAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.AccessWidth];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (Judge.OfGuest(start.Compilation, start.Options) is { } judge)
                start.RegisterOperationAction(operation => Examine(operation, judge), OperationKind.Invocation);
        });
    }

    private static void Examine(OperationAnalysisContext context, Judge judge)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!PortAccess.BeginsWithNumber(call.TargetMethod) || judge.Of(call.TargetMethod)?.Operation is not { } operation)
            return;
        var problem = operation.Id is "rdmsr" or "wrmsr" ? OfRegister(context, call, operation) : OfPort(context, call, judge);
        if (problem is var (what, advice) && !Judge.IsExempt(context.ContainingSymbol))
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.AccessWidth, call.Syntax.GetLocation(), what, advice));
    }

    private static (string What, string Advice)? OfPort(OperationAnalysisContext context, IInvocationOperation call, Judge judge)
    {
        if (PortAccess.From(call, judge, context.CancellationToken) is not { } access || access.Device is not { } device || device.Takes(access.Form.Bits))
            return null;
        var widths = device.Bits.ToList();
        var fitting = widths.Select(bits => Signatures.GuestName((access.Form with { Bits = bits }).Operation));
        return ($"Port 0x{access.Port:X} belongs to {device.Device}, which takes accesses of {string.Join(" or ", widths)} bits, not of {access.Form.Bits}",
            $"Call {string.Join(" or ", fitting)} instead");
    }

    private static (string What, string Advice)? OfRegister(OperationAnalysisContext context, IInvocationOperation call, Operation operation)
    {
        if (KnownValue.Of(call.Arguments[0].Value, context.CancellationToken) is not { } number)
            return null;
        if (ModelSpecific.Find((uint)number) is not { } register)
            return ($"The virtual processor has no model-specific register 0x{(uint)number:X}, so that the access is a general protection fault",
                "Make it only after CPUID has announced the register, or not at all when Platform.IsParavirtual");
        return register.Bits > 32 && IsHalf(call.TargetMethod, operation)
            ? ($"{register.Name} has {register.Bits} bits, and '{call.TargetMethod.Name}' hands over only the low 32", $"Call {Signatures.GuestName(operation.Id)}, which takes all of it")
            : null;
    }

    /// <summary>One parameter of 32 bits for the value, or such a result: two are the two halves.</summary>
    private static bool IsHalf(IMethodSymbol method, Operation operation) => operation.Id == "wrmsr"
        ? method.Parameters.Length == 2 && IsNarrow(method.Parameters[1].Type)
        : method.Parameters.Length == 1 && IsNarrow(method.ReturnType);

    private static bool IsNarrow(ITypeSymbol type) => type.SpecialType is SpecialType.System_UInt32 or SpecialType.System_Int32;
}
