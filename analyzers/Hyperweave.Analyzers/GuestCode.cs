using System.Runtime.CompilerServices;
using Hyperweave.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Hyperweave.Analyzers;

/// <summary>What is known of a compilation's methods, made once and shared by all analyzers that look at it.</summary>
internal sealed class GuestCode
{
    // By options too: an editor may change an operations file and keep the compilation.
    private static readonly ConditionalWeakTable<Compilation, ConditionalWeakTable<AnalyzerOptions, GuestCode>> known = new();

    private GuestCode(Compilation compilation, AnalyzerOptions options)
    {
        Judge = Judge.For(options, default);
        Effects = new MethodEffects(Judge, compilation);
    }

    public Judge Judge { get; }

    public MethodEffects Effects { get; }

    public static GuestCode Of(Compilation compilation, AnalyzerOptions options) =>
        known.GetValue(compilation, _ => new()).GetValue(options, key => new GuestCode(compilation, key));
}
