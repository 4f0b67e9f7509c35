using Hyperweave.Image.Elf;

namespace Hyperweave.Image.Native;

/// <summary>Everything in an image that is not C#, as a list of its themes.</summary>
public static class NativeLibrary
{
    /// <summary>The object to link beside the compiled guest.</summary>
    public static ObjectFile Build(ImageKind kind)
    {
        var builder = new NativeObjectBuilder(kind);
        Ports.AddTo(builder);
        return builder.Build();
    }
}
