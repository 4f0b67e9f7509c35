using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Hyperweave.Analyzers.Flow;

/// <summary>The operation trees of methods that the compilation has as source.</summary>
internal static class SourceBody
{
    /// <summary>The tree of a method, accessor, local function or lambda; null when its code is elsewhere or it has none.</summary>
    public static IOperation? Of(IMethodSymbol method, Compilation compilation, CancellationToken cancellation)
    {
        var declaration = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences.FirstOrDefault();
        if (declaration is null || !compilation.ContainsSyntaxTree(declaration.SyntaxTree))
            return null;
        // A rule that follows a call needs the callee's tree: few methods, and the compiler's driver keeps the model it has.
#pragma warning disable RS1030
        var model = compilation.GetSemanticModel(declaration.SyntaxTree);
#pragma warning restore RS1030
        return model.GetOperation(declaration.GetSyntax(cancellation), cancellation);
    }

    /// <summary>Every operation below a root in the order of evaluation, operands first, without the bodies of functions inside.</summary>
    public static IEnumerable<IOperation> Operations(IOperation root)
    {
        foreach (var child in root.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation)
                continue;
            foreach (var operation in Operations(child))
                yield return operation;
        }

        yield return root;
    }

    /// <summary>The methods that an operation calls: none, one, or a property's two accessors.</summary>
    public static IEnumerable<IMethodSymbol> CalledBy(IOperation operation) => operation switch
    {
        ILocalReferenceOperation or ILiteralOperation or IParameterReferenceOperation => [],
        IInvocationOperation invocation => [invocation.TargetMethod],
        IObjectCreationOperation { Constructor: { } constructor } => [constructor],
        IPropertyReferenceOperation property => CalledBy(property),
        IBinaryOperation { OperatorMethod: { } method } => [method],
        IUnaryOperation { OperatorMethod: { } method } => [method],
        IConversionOperation { OperatorMethod: { } method } => [method],
        _ => [],
    };

    private static IEnumerable<IMethodSymbol> CalledBy(IPropertyReferenceOperation reference)
    {
        var isTarget = reference.Parent is IAssignmentOperation assignment && assignment.Target == reference;
        if ((!isTarget || reference.Parent is ICompoundAssignmentOperation) && reference.Property.GetMethod is { } getter)
            yield return getter;
        if ((isTarget || reference.Parent is IIncrementOrDecrementOperation) && reference.Property.SetMethod is { } setter)
            yield return setter;
    }
}
