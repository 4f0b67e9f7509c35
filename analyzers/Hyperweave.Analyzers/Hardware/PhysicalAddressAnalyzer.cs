using System.Collections.Immutable;
using System.Threading;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Hardware;

/// <summary>
/// Reports where a device's physical address becomes a pointer. Whatever is then done with it (<c>*p</c>, <c>p[i]</c>, <c>p->Field</c>,
/// a span, a reference), the number passed through a conversion to a pointer type, or through a method that takes addresses as numbers.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PhysicalAddressAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Below this, a constant that is added to something is more likely an offset than a device's address.</summary>
    private const ulong LowestBase = 0xA0000;

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.PhysicalAddress];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (!GuestProject.IsGuest(start.Options))
                return;
            start.RegisterOperationAction(ExamineConversion, OperationKind.Conversion);
            start.RegisterOperationAction(ExamineArgument, OperationKind.Argument);
        });
    }

    private static void ExamineConversion(OperationAnalysisContext context)
    {
        var conversion = (IConversionOperation)context.Operation;
        if (conversion.Type is not IPointerTypeSymbol || conversion.Operand.Type is null or IPointerTypeSymbol || IsCompared(conversion))
            return;
        Report(context, conversion.Operand);
    }

    private static void ExamineArgument(OperationAnalysisContext context)
    {
        var argument = (IArgumentOperation)context.Operation;
        if (argument.Parameter is { Ordinal: 0, ContainingSymbol: IMethodSymbol method } && AddressMethods.Takes(method))
            Report(context, argument.Value);
    }

    private static void Report(OperationAnalysisContext context, IOperation address)
    {
        if (Find(address, context.CancellationToken) is not { } found || Judge.IsExempt(context.ContainingSymbol))
            return;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.PhysicalAddress, context.Operation.Syntax.GetLocation(), $"0x{found.Address:X}", found.Range.Device, found.Range.Advice));
    }

    /// <summary>The device that the whole address names, or else the constant part of a sum.</summary>
    private static (ulong Address, PhysicalRange Range)? Find(IOperation address, CancellationToken cancellation)
    {
        if (KnownValue.Of(address, cancellation) is { } value)
            return PhysicalRange.Find(value) is { } range ? (value, range) : null;
        return address switch
        {
            IConversionOperation conversion => Find(conversion.Operand, cancellation),
            IParenthesizedOperation parenthesized => Find(parenthesized.Operand, cancellation),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum =>
                AsBase(Find(sum.LeftOperand, cancellation)) ?? AsBase(Find(sum.RightOperand, cancellation)),
            _ => null,
        };
    }

    private static (ulong Address, PhysicalRange Range)? AsBase((ulong Address, PhysicalRange Range)? found) =>
        found is { Address: >= LowestBase } ? found : null;

    /// <summary>A comparison reads nothing. Its operands are converted to <c>void*</c> first.</summary>
    private static bool IsCompared(IOperation operation) =>
        (operation.Parent is IConversionOperation toVoid ? toVoid.Parent : operation.Parent) is IBinaryOperation { Type.SpecialType: SpecialType.System_Boolean };
}
