using Hyperweave.Image.Compilation;
using Microsoft.Build.Framework;

namespace Hyperweave.Sdk.Tasks;

/// <summary>Compiles the guest's IL to one object; see <see cref="GuestCompiler"/>.</summary>
public sealed class CompileGuest : GuestTask, ICancelableTask
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>Path of ilc.</summary>
    [Required] public string Compiler { get; set; } = "";

    /// <summary>The object to write.</summary>
    [Required] public string Output { get; set; } = "";

    public void Cancel() => _cancellation.Cancel();

    private protected override IEnumerable<BuildMessage> Run()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Output))!);
        var result = GuestCompiler.Compile(Compiler, Inputs, Output, _cancellation.Token);
        foreach (var line in result.Output)
            Log.LogMessage(MessageImportance.Low, "{0}", line);
        return result.Errors;
    }
}
