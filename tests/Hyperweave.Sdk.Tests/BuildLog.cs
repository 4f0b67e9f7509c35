using Microsoft.Build.Logging.StructuredLogger;

namespace Hyperweave.Sdk.Tests;

/// <summary>A binary log, read as the viewer reads it.</summary>
internal sealed class BuildLog(string file)
{
    private static readonly string[] ours = ["RewriteGuest", "CheckGuestApi", "CompileGuest", "LinkImage"];

    private readonly Build build = BinaryLog.ReadBuild(file);

    /// <summary>Each run of one of our tasks: its target, and itself.</summary>
    public IReadOnlyList<string> OurTasks =>
        [.. Runs.Where(task => ours.Contains(task.Name)).Select(task => $"{task.GetNearestParent<Target>()?.Name}: {task.Name}")];

    public IReadOnlyList<Error> Errors => build.FindChildrenRecursive<Error>();

    public string CompilerCommandLine => string.Join('\n', Runs.Where(run => run.Name == "Csc").Select(run => run.CommandLineArguments));

    /// <summary>Messages of a task's runs.</summary>
    public IEnumerable<string> Messages(string task) => Runs.Where(run => run.Name == task).SelectMany(run => run.FindChildrenRecursive<Message>()).Select(message => message.Text);

    private IReadOnlyList<Microsoft.Build.Logging.StructuredLogger.Task> Runs => build.FindChildrenRecursive<Microsoft.Build.Logging.StructuredLogger.Task>();
}
