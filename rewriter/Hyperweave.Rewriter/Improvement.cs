namespace Hyperweave.Rewriting;

/// <summary>What the rewriter may do beyond replacing calls one by one; each can be switched off.</summary>
[Flags]
public enum Improvements
{
    None = 0,
    DropDelays = 1 << 0,
    DropDead = 1 << 1,
    BatchPorts = 1 << 2,
    BatchPageTables = 1 << 3,
    InlineInterruptMask = 1 << 4,
    InlineClock = 1 << 5,
    All = (1 << 6) - 1,
}

/// <summary>One improvement as people name it: <c>--no-NAME</c> on the command line, Hyperweave and the flag's name in a project.</summary>
/// <param name="Name">As site lists and reports have it.</param>
/// <param name="Does">What it does, as a phrase.</param>
public sealed record Improvement(Improvements Flag, string Name, string Does)
{
    /// <summary>The flags of all improvements but the named ones.</summary>
    /// <exception cref="ArgumentException">A name is none's.</exception>
    public static Improvements AllBut(IEnumerable<string> names) => names.Aggregate(Improvements.All, (flags, name) => flags & ~Find(name).Flag);

    public static IReadOnlyList<Improvement> All { get; } =
    [
        new(Improvements.DropDead, "drop-dead", "reads whose result nobody wants, and CLI after CLI or STI after STI, are not made"),
        new(Improvements.BatchPorts, "batch-ports", "port writes that follow one another become one hypercall"),
        new(Improvements.DropDelays, "drop-delays", "port writes that only let time pass are not made under the VMM"),
        new(Improvements.BatchPageTables, "batch-page-tables", "page-table stores of a loop, or that follow one another, become one hypercall for each 32"),
        new(Improvements.InlineInterruptMask, "inline-interrupt-mask", "CLI and STI, save and restore become accesses to the shared page in place"),
        new(Improvements.InlineClock, "inline-clock", "the clock is read from the shared page in place"),
    ];

    private static Improvement Find(string name) =>
        All.FirstOrDefault(one => one.Name == name) ?? throw new ArgumentException($"'{name}' is no improvement", nameof(name));
}
