using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Hyperweave.Catalogue;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Flow;

/// <summary>
/// Reports what an interrupt handler must not do: allocate, lock, throw. It starts where a function is made a handler and follows
/// calls into methods of the same project. A finding stands at the deepest place of the way there that is in the same file.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.UnsafeInHandler];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            var effects = GuestCode.Of(start.Compilation, start.Options).Effects;
            // A handler of several vectors is looked through once for each file that registers it.
            var done = new ConcurrentDictionary<(IMethodSymbol, SyntaxTree), bool>();
            start.RegisterOperationAction(operation => Examine(operation, effects, done), OperationKind.Invocation);
        });
    }

    private static void Examine(OperationAnalysisContext context, MethodEffects effects, ConcurrentDictionary<(IMethodSymbol, SyntaxTree), bool> done)
    {
        var registration = (IInvocationOperation)context.Operation;
        if (!IsRegistration(registration.TargetMethod))
            return;
        foreach (var (handler, function) in registration.Arguments.SelectMany(argument => Functions(argument.Value)))
        {
            if (!done.TryAdd((handler, function.Syntax.SyntaxTree), true))
                continue;
            var walk = new HandlerWalk(context.Compilation, effects, context.CancellationToken);
            foreach (var finding in walk.Through(handler, function))
                context.ReportDiagnostic(Report(finding, handler, function.Syntax.SyntaxTree));
        }
    }

    private static bool IsRegistration(IMethodSymbol method) =>
        HandlerRegistrations.TypesByMethod.TryGetValue(method.Name, out var types)
        && Array.IndexOf(types, method.ContainingType.ToDisplayString()) >= 0;

    /// <summary>The functions that an argument names: a method group, its address, or a lambda.</summary>
    private static IEnumerable<(IMethodSymbol Handler, IOperation Function)> Functions(IOperation argument) => argument.DescendantsAndSelf()
        .Select(operation => operation switch
        {
            IMethodReferenceOperation reference => (reference.Method, operation),
            IAnonymousFunctionOperation lambda => (lambda.Symbol, operation),
            _ => ((IMethodSymbol?)null, operation),
        })
        .Where(function => function.Item1 is not null)!;

    private static Diagnostic Report(HandlerFinding finding, IMethodSymbol handler, SyntaxTree file)
    {
        var place = finding.Way.Last(step => step.Syntax.SyntaxTree == file).Syntax.GetLocation();
        var end = finding.Way[finding.Way.Length - 1].Syntax.GetLocation();
        return Diagnostic.Create(
            Descriptors.UnsafeInHandler, place, end == place ? [] : [end],
            Name(handler), finding.Offence.What, Way(finding, handler), finding.Offence.Instead);
    }

    /// <summary>" (Handle → Map, line 12)" for a finding in a method that the handler calls.</summary>
    private static string Way(HandlerFinding finding, IMethodSymbol handler)
    {
        var line = finding.Way[finding.Way.Length - 1].Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        return finding.Methods.Length == 0 ? "" : $" ({string.Join(" → ", finding.Methods.Prepend(handler).Select(Name))}, line {line})";
    }

    private static string Name(IMethodSymbol method) => method.MethodKind switch
    {
        MethodKind.AnonymousFunction => "lambda",
        MethodKind.Constructor => method.ContainingType.Name,
        _ => (method.AssociatedSymbol ?? method).Name,
    };
}
