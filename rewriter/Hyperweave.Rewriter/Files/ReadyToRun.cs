using System.Reflection.PortableExecutable;
using Mono.Cecil;

namespace Hyperweave.Rewriting.Files;

/// <summary>
/// Images that carry machine code made ahead of time from their own IL (ReadyToRun, as the framework's assemblies do). The IL is
/// whole, so such an image can be rewritten; the machine code would be that of the old IL, so it is left out.
/// </summary>
internal static class ReadyToRun
{
    /// <summary>COMIMAGE_FLAGS_IL_LIBRARY: the IL is whole, though the image is not IL alone.</summary>
    private const CorFlags ILLibrary = (CorFlags)0x4;

    /// <summary>Whether the image is of this kind; C++/CLI's mixed images are not.</summary>
    public static bool IsIn(PEHeaders headers) =>
        headers.CorHeader is { } header && header.Flags.HasFlag(ILLibrary) && header.ManagedNativeHeaderDirectory.Size != 0;

    /// <summary>Makes the module one of IL alone, for any processor, if it is not so already.</summary>
    public static void Drop(ModuleDefinition module)
    {
        if (module.Attributes.HasFlag(ModuleAttributes.ILOnly))
            return;
        module.Attributes = module.Attributes & ~(ModuleAttributes)ILLibrary | ModuleAttributes.ILOnly;
        module.Architecture = TargetArchitecture.I386;
    }
}
