namespace Hyperweave.Image.Compilation;

/// <summary>The assemblies that make one image.</summary>
public sealed record GuestInputs
{
    /// <summary>The guest's own assembly, unmodified or rewritten.</summary>
    public required string Assembly { get; init; }

    /// <summary>Further assemblies of the guest's author, compiled in with it.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = [];

    /// <summary>The image side of Hyperweave.Guest, unmodified or rewritten.</summary>
    public required string GuestApi { get; init; }

    /// <summary>The guest core library.</summary>
    public required string CoreLibrary { get; init; }

    /// <summary>Where the facades are; see <see cref="Facades.FacadeGenerator"/>.</summary>
    public required string FacadeDirectory { get; init; }

    /// <summary>Everything that is compiled, the guest first.</summary>
    public IEnumerable<string> Compiled => [Assembly, .. Libraries, GuestApi, CoreLibrary];
}
