using System.Collections.Immutable;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers;

/// <summary>Reports each use of an operation of the catalogue, and of an extern that nobody can judge.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OperationAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Property of a diagnostic: the operation's id in the catalogue.</summary>
    public const string OperationProperty = "Operation";

    /// <summary>Property of a diagnostic: the symbol that an unknown extern names.</summary>
    public const string EntryPointProperty = "EntryPoint";

    /// <summary>Property of a diagnostic: doc-comment id of the guest API's method that does the same.</summary>
    public const string GuestMethodProperty = "GuestMethod";

    /// <summary>Property of a diagnostic: the member of the guest method's result that is wanted.</summary>
    public const string PartProperty = "Part";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Descriptors.Privileged, Descriptors.SensitiveUnprivileged, Descriptors.NoReplacement,
        Descriptors.UnknownExtern, Descriptors.InnocuousButSlow, Descriptors.ReplaceByHand,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            var judge = GuestCode.Of(start.Compilation, start.Options).Judge;
            start.RegisterOperationAction(operation => Examine(operation, judge),
                OperationKind.Invocation, OperationKind.MethodReference, OperationKind.PropertyReference);
            if (judge.KnowsConstructors)
                start.RegisterOperationAction(operation => Examine(operation, judge), OperationKind.ObjectCreation);
        });
    }

    private static void Examine(OperationAnalysisContext context, Judge judge)
    {
        switch (context.Operation)
        {
            case IInvocationOperation invocation:
                Examine(context, judge, invocation.TargetMethod);
                break;
            case IMethodReferenceOperation reference:
                Examine(context, judge, reference.Method);
                break;
            case IObjectCreationOperation { Constructor: { } constructor }:
                Examine(context, judge, constructor);
                break;
            case IPropertyReferenceOperation property:
                ExamineProperty(context, judge, property);
                break;
        }
    }

    private static void ExamineProperty(OperationAnalysisContext context, Judge judge, IPropertyReferenceOperation reference)
    {
        var isTarget = reference.Parent is IAssignmentOperation assignment && assignment.Target == reference;
        var isChanged = reference.Parent is ICompoundAssignmentOperation or IIncrementOrDecrementOperation;
        if ((!isTarget || isChanged) && reference.Property.GetMethod is { } getter)
            Examine(context, judge, getter);
        if (isTarget && reference.Property.SetMethod is { } setter)
            Examine(context, judge, setter);
    }

    private static void Examine(OperationAnalysisContext context, Judge judge, IMethodSymbol method)
    {
        if (judge.Of(method) is { } judgement && !Judge.IsExempt(context.ContainingSymbol))
            context.ReportDiagnostic(Report.Of(judgement, context.Operation.Syntax.GetLocation()));
    }
}
