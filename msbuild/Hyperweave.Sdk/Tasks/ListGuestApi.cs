using Hyperweave.Rewriting.Reporting;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Hyperweave.Sdk.Tasks;

/// <summary>Lists the members of the guest core library for the analyzer of HV0005; see <see cref="CoreLibraryApi"/>.</summary>
public sealed class ListGuestApi : Task
{
    [Required] public string CoreLibrary { get; set; } = "";

    [Required] public string Output { get; set; } = "";

    public override bool Execute()
    {
        CoreLibraryApi.Write(CoreLibrary, Output);
        return true;
    }
}
