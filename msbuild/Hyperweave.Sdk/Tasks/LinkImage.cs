using Hyperweave.Image;
using Hyperweave.Image.Compilation;
using Microsoft.Build.Framework;

namespace Hyperweave.Sdk.Tasks;

/// <summary>Links the compiled guest into an image; see <see cref="ImageBuilder"/>.</summary>
public sealed class LinkImage : GuestTask
{
    /// <summary>The object from <see cref="CompileGuest"/>.</summary>
    [Required] public string Object { get; set; } = "";

    /// <summary>The image to write.</summary>
    [Required] public string Output { get; set; } = "";

    private protected override IEnumerable<BuildMessage> Run()
    {
        var result = ImageBuilder.Link(ParsedKind, [Object], Inputs.Compiled);
        File.WriteAllBytes(Output, result.Image);
        Log.LogMessage(MessageImportance.Low, "{0}: {1} bytes, {2} calls inlined, {3} relocations", Output, result.Image.Length, result.InlinedCalls, result.Relocations);
        return [];
    }
}
