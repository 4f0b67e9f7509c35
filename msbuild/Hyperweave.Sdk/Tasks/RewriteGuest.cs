using Hyperweave.Rewriting;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Hyperweave.Sdk.Tasks;

/// <summary>Replaces the operations in an assembly by hypercalls; see <see cref="Rewriter"/>.</summary>
public sealed class RewriteGuest : Task
{
    [Required] public string Assembly { get; set; } = "";

    [Required] public string Output { get; set; } = "";

    /// <summary>Where the list of sites goes; none when empty.</summary>
    public string? Sites { get; set; }

    /// <summary>*.Operations.txt files.</summary>
    public ITaskItem[] OperationsFiles { get; set; } = [];

    public ITaskItem[] References { get; set; } = [];

    /// <summary>The key to sign the output with; none when empty.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Names of improvements not to make; see <see cref="Improvement"/>.</summary>
    public string[] Without { get; set; } = [];

    public override bool Execute()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Output))!);
        var result = Rewriter.Rewrite(new RewriteOptions
        {
            InputPath = Assembly,
            OutputPath = Output,
            SitesPath = string.IsNullOrEmpty(Sites) ? null : Sites,
            OperationsFiles = [.. OperationsFiles.Select(item => item.ItemSpec)],
            References = [.. References.Select(item => item.ItemSpec)],
            Improvements = Improvement.AllBut(Without),
            KeyFile = string.IsNullOrEmpty(KeyFile) ? null : KeyFile,
        });
        foreach (var message in result.Messages)
            Report(message);
        if (result.Success && result.Sites.Count != 0)
            Log.LogMessage(MessageImportance.Normal, "{0}: {1}", Output, result.Summary);
        return result.Success;
    }

    private void Report(RewriteMessage message)
    {
        switch (message.Severity)
        {
            case RewriteSeverity.Error:
                Log.LogError(null, message.Id, null, message.File, message.Line, message.Column, 0, 0, "{0}", message.Text);
                break;
            case RewriteSeverity.Warning:
                Log.LogWarning(null, message.Id, null, message.File, message.Line, message.Column, 0, 0, "{0}", message.Text);
                break;
            default:
                Log.LogMessage(null, message.Id, null, message.File, message.Line, message.Column, 0, 0, MessageImportance.Low, "{0}", message.Text);
                break;
        }
    }
}
