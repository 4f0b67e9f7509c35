using Hyperweave.Image.Facades;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Hyperweave.Sdk.Tasks;

/// <summary>Makes the facades of the image folder; see <see cref="FacadeGenerator"/>.</summary>
public sealed class GenerateFacades : Task
{
    [Required] public string CoreLibrary { get; set; } = "";

    [Required] public ITaskItem[] References { get; set; } = [];

    [Required] public string OutputDirectory { get; set; } = "";

    public override bool Execute()
    {
        FacadeGenerator.Generate(CoreLibrary, References.Select(item => item.ItemSpec), OutputDirectory);
        return true;
    }
}
