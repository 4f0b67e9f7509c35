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

    /// <summary>Where the form for the unmodified image goes (<see cref="RewriteForm.Native"/>); none when empty. An equal file there keeps its time.</summary>
    public string? NativeOutput { get; set; }

    /// <summary>Names of improvements not to make; see <see cref="Improvement"/>.</summary>
    public string[] Without { get; set; } = [];

    public override bool Execute()
    {
        var options = new RewriteOptions
        {
            InputPath = Assembly,
            OutputPath = Output,
            SitesPath = string.IsNullOrEmpty(Sites) ? null : Sites,
            OperationsFiles = [.. OperationsFiles.Select(item => item.ItemSpec)],
            References = [.. References.Select(item => item.ItemSpec)],
            Improvements = Improvement.AllBut(Without),
            KeyFile = string.IsNullOrEmpty(KeyFile) ? null : KeyFile,
        };
        return Rewrite(options) && (string.IsNullOrEmpty(NativeOutput) || RewriteNative(options));
    }

    private bool Rewrite(RewriteOptions options)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.OutputPath))!);
        var result = Rewriter.Rewrite(options);
        foreach (var message in result.Messages)
            Report(message);
        if (result.Success && result.Sites.Count != 0)
            Log.LogMessage(MessageImportance.Normal, "{0}: {1}", options.OutputPath, result.Summary);
        return result.Success;
    }

    // Under its own name, which the file takes from the assembly; then moved, unless the same is there: what concerns the paravirtual
    // form alone shall not have the unmodified image compiled again.
    private bool RewriteNative(RewriteOptions options)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(NativeOutput!))!, "new"));
        var made = Path.Combine(folder.FullName, Path.GetFileName(NativeOutput!));
        if (!Rewrite(options with { Form = RewriteForm.Native, OutputPath = made, SitesPath = null }))
            return false;
        MoveUnlessEqual(Path.ChangeExtension(made, ".pdb"), Path.ChangeExtension(NativeOutput!, ".pdb"));
        MoveUnlessEqual(made, NativeOutput!);
        return true;
    }

    private static void MoveUnlessEqual(string made, string wanted)
    {
        if (!File.Exists(made) || (File.Exists(wanted) && File.ReadAllBytes(made).AsSpan().SequenceEqual(File.ReadAllBytes(wanted))))
            return;
        File.Move(made, wanted, overwrite: true);
        // A copy of what the compiler wrote long ago is new here.
        File.SetLastWriteTimeUtc(wanted, DateTime.UtcNow);
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
