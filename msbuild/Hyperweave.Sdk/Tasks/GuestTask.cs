using Hyperweave.Image;
using Hyperweave.Image.Compilation;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Hyperweave.Sdk.Tasks;

/// <summary>What the steps of an image have in common: the assemblies, and errors that MSBuild can show.</summary>
public abstract class GuestTask : Task
{
    /// <summary>The guest's own assembly.</summary>
    [Required] public string Assembly { get; set; } = "";

    /// <summary>Further assemblies of the guest's author.</summary>
    public ITaskItem[] Libraries { get; set; } = [];

    /// <summary>The image folder of the package.</summary>
    [Required] public string ImageDirectory { get; set; } = "";

    /// <summary>Unmodified or Paravirtual, by the names of <see cref="ImageKind"/>.</summary>
    public string Kind { get; set; } = nameof(ImageKind.Unmodified);

    private protected ImageKind ParsedKind => Enum.Parse<ImageKind>(Kind);

    private protected GuestInputs Inputs => new()
    {
        Assembly = Assembly,
        Libraries = [.. Libraries.Select(item => item.ItemSpec)],
        GuestApi = Path.Combine(ImageDirectory, ParsedKind == ImageKind.Paravirtual ? "pv" : "", "Hyperweave.Guest.dll"),
        CoreLibrary = Path.Combine(ImageDirectory, "Hyperweave.CoreLib.dll"),
        FacadeDirectory = Path.Combine(ImageDirectory, "facades"),
    };

    public override bool Execute()
    {
        try
        {
            foreach (var message in Run())
                Log.LogError(null, message.Id, null, message.File, message.Line, message.Column, 0, 0, "{0}", message.Text);
        }
        catch (ImageException error)
        {
            Log.LogError(null, error.Id, null, null, 0, 0, 0, 0, "{0}", error.Message);
        }
        return !Log.HasLoggedErrors;
    }

    /// <summary>Does the step and returns what went wrong.</summary>
    private protected abstract IEnumerable<BuildMessage> Run();
}
