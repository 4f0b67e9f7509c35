namespace Hyperweave.Translation.Tests.Scenarios;

/// <summary>An image as a file, for as long as machines boot it.</summary>
internal sealed class ImageFile : IDisposable
{
    internal ImageFile(IReadOnlyList<Scenario> scenarios) => File.WriteAllBytes(Path, ScenarioImage.Of(scenarios));

    internal string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"hyperweave-scenarios-{Environment.ProcessId}-{Guid.NewGuid():N}.bin");

    public void Dispose() => File.Delete(Path);
}
