namespace Hyperweave.Translation.Tests.Differential;

/// <summary>Leaves out parts of a sequence for as long as it differs.</summary>
internal static class Shrinker
{
    internal static Sequence Shrink(Judge judge, int state, List<Part> parts)
    {
        for (int number = parts.Count - 1; number >= 0; number--)
        {
            var fewer = parts.Where((_, index) => index != number).ToList();
            if (Differs(judge, state, fewer)) parts = fewer;
        }
        return new Sequence(state, PartEncoder.Encode(parts)!);
    }

    private static bool Differs(Judge judge, int state, List<Part> parts) =>
        PartEncoder.Encode(parts) is { } bytes && judge.Difference(new Sequence(state, bytes)) is not null;
}
