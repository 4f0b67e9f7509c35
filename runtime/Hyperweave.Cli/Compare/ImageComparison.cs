namespace Hyperweave.Cli.Compare;

/// <summary>Anybody's image: under our translation, under the peer's, and what a program of the host says to the same work.</summary>
internal sealed class ImageComparison(GuestMachine machine, string? nativeProgram, CompareOptions options)
{
    /// <exception cref="CompareException">A run did not come to its end, a result was wrong, or there was nothing to compare.</exception>
    internal async Task<Comparison> Run(Action<string> progress, CancellationToken cancellation)
    {
        List<Contender> contenders = [new EngineContender("translation", machine)];
        if (QemuContender.IsInstalled) contenders.Add(new QemuContender(machine));
        if (nativeProgram is not null) contenders.Add(new NativeContender(nativeProgram));
        var contest = new Contest(Path.GetFileName(machine.Image), contenders, options.Runs, options.GuestOptions, options.Limit);
        return await new Comparer(contest).Run(progress, cancellation);
    }
}
