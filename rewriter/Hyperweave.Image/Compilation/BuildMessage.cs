namespace Hyperweave.Image.Compilation;

/// <summary>An error for the guest's author.</summary>
/// <param name="Id">One of <see cref="ImageErrorIds"/>.</param>
/// <param name="Text">What is wrong.</param>
/// <param name="File">The source file, or null when no source is known.</param>
/// <param name="Line">From one; zero when unknown.</param>
/// <param name="Column">From one; zero when unknown.</param>
public sealed record BuildMessage(string Id, string Text, string? File = null, int Line = 0, int Column = 0);
