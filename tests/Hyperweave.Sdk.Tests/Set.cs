namespace Hyperweave.Sdk.Tests;

/// <summary>Compares lists without their order.</summary>
internal static class Set
{
    public static IEqualityComparer<IEnumerable<string>> Comparer { get; } = EqualityComparer<IEnumerable<string>>.Create(
        (left, right) => left!.Order(StringComparer.Ordinal).SequenceEqual(right!.Order(StringComparer.Ordinal)), list => list.Count());
}
