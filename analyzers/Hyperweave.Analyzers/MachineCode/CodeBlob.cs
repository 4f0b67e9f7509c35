using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hyperweave.Analyzers.MachineCode;

/// <summary>Bytes that stand in the source: <c>[0xFA, 0xC3]</c>, <c>new byte[] { … }</c>, <c>stackalloc byte[] { … }</c>, <c>"…"u8</c>.</summary>
/// <param name="Name">The member or local that holds them.</param>
/// <param name="Bytes">At least one byte.</param>
internal sealed record CodeBlob(string Name, ImmutableArray<byte> Bytes)
{
    /// <summary>The blob that an expression is, or null when it is something else, or not constant.</summary>
    /// <param name="name">What holds it.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="model">The model of its file, or null for another file, where only literals can be read.</param>
    /// <param name="cancellation">Stops the evaluation of constants.</param>
    public static CodeBlob? From(string name, SyntaxNode? expression, SemanticModel? model, CancellationToken cancellation)
    {
        var bytes = expression switch
        {
            ParenthesizedExpressionSyntax inner => From(name, inner.Expression, model, cancellation)?.Bytes,
            CastExpressionSyntax cast => From(name, cast.Expression, model, cancellation)?.Bytes,
            LiteralExpressionSyntax { Token.Value: string text } literal when literal.Token.Text.EndsWith("u8") => [.. Encoding.UTF8.GetBytes(text)],
            _ => Elements(expression) is { } elements ? Constants(elements, model, cancellation) : null,
        };
        return bytes is { IsDefaultOrEmpty: false } known ? new CodeBlob(name, known) : null;
    }

    private static IEnumerable<ExpressionSyntax?>? Elements(SyntaxNode? expression) => expression switch
    {
        CollectionExpressionSyntax collection => collection.Elements.Select(element => (element as ExpressionElementSyntax)?.Expression),
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        ImplicitArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        StackAllocArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        ImplicitStackAllocArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        InitializerExpressionSyntax initializer => initializer.Expressions,
        _ => null,
    };

    private static ImmutableArray<byte>? Constants(IEnumerable<ExpressionSyntax?> elements, SemanticModel? model, CancellationToken cancellation)
    {
        var bytes = ImmutableArray.CreateBuilder<byte>();
        foreach (var element in elements)
        {
            if (element is null || Constant(element, model, cancellation) is not { } value)
                return null;
            bytes.Add(value);
        }

        return bytes.ToImmutable();
    }

    private static byte? Constant(ExpressionSyntax element, SemanticModel? model, CancellationToken cancellation)
    {
        var value = element is LiteralExpressionSyntax literal ? literal.Token.Value : model?.GetConstantValue(element, cancellation).Value;
        return value switch
        {
            byte small => small,
            int number and >= 0 and <= 0xFF => (byte)number,
            uint number and <= 0xFF => (byte)number,
            char character and <= '\xFF' => (byte)character,
            _ => null,
        };
    }
}
