using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Hyperweave.CodeFixes.GuestCalls;

/// <summary>A value of one integer type where another is wanted: the cast that cuts or extends it as the processor's register would.</summary>
/// <param name="Type">The type to cast to; null when the value converts by itself.</param>
/// <param name="Unchecked">Whether the compiler would refuse the cast, as the value is a constant that does not fit.</param>
internal sealed record Adaptation(TypeSyntax? Type, bool Unchecked = false)
{
    public static readonly Adaptation None = new((TypeSyntax?)null);

    /// <summary>What makes an argument fit, or null when nothing does.</summary>
    public static Adaptation? Of(ExpressionSyntax value, ITypeSymbol to, Source source)
    {
        var conversion = source.Model.ClassifyConversion(value, to, isExplicitInSource: false);
        if (conversion.IsImplicit)
            return None;
        if (source.Model.GetTypeInfo(value, source.Cancellation).Type is not { } from || !IsCast(from, to, source))
            return null;
        var constant = source.Model.GetConstantValue(value, source.Cancellation);
        return new Adaptation(TypeOf(to, source.Generator), constant.HasValue && !Fits(constant.Value, to));
    }

    /// <summary>What makes a value of one type one of the other, for code in which the static type matters; null when nothing does.</summary>
    public static Adaptation? Of(ITypeSymbol from, ITypeSymbol to, Source source)
    {
        if (SymbolEqualityComparer.Default.Equals(from, to))
            return None;
        return IsCast(from, to, source) ? new Adaptation(TypeOf(to, source.Generator)) : null;
    }

    public ExpressionSyntax Apply(ExpressionSyntax value)
    {
        if (Type is null)
            return value;
        ExpressionSyntax cast = SyntaxFactory.CastExpression(Type, Parenthesized(value.WithoutTrivia()));
        if (Unchecked)
            cast = SyntaxFactory.CheckedExpression(SyntaxKind.UncheckedExpression, cast);
        return Parenthesized(cast.WithAdditionalAnnotations(Simplifier.Annotation)).WithTriviaFrom(value);
    }

    private static ParenthesizedExpressionSyntax Parenthesized(ExpressionSyntax value) =>
        SyntaxFactory.ParenthesizedExpression(value).WithAdditionalAnnotations(Simplifier.Annotation);

    private static TypeSyntax TypeOf(ITypeSymbol type, SyntaxGenerator generator) => (TypeSyntax)generator.TypeExpression(type);

    private static bool IsCast(ITypeSymbol from, ITypeSymbol to, Source source) =>
        source.Model.Compilation is CSharpCompilation compilation
        && compilation.ClassifyConversion(from, to) is { Exists: true, IsUserDefined: false } conversion
        && (conversion.IsNumeric || conversion.IsEnumeration || conversion.IsPointer || conversion.IsIntPtr);

    private static bool Fits(object? constant, ITypeSymbol type)
    {
        if (constant is not IConvertible number || constant is string or bool or float or double)
            return false;
        var value = number is char character ? character : Convert.ToDecimal(number, System.Globalization.CultureInfo.InvariantCulture);
        return type.SpecialType switch
        {
            SpecialType.System_Byte => value is >= byte.MinValue and <= byte.MaxValue,
            SpecialType.System_UInt16 => value is >= ushort.MinValue and <= ushort.MaxValue,
            SpecialType.System_UInt32 => value is >= uint.MinValue and <= uint.MaxValue,
            SpecialType.System_UInt64 => value is >= ulong.MinValue and <= ulong.MaxValue,
            _ => true,
        };
    }
}
