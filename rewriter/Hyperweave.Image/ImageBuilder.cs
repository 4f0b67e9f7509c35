using Hyperweave.Image.Compilation;
using Hyperweave.Image.Elf;
using Hyperweave.Image.Linking;
using Hyperweave.Image.Native;
using Mono.Cecil;

namespace Hyperweave.Image;

/// <summary>Makes an image file out of compiled objects and the assemblies they come from.</summary>
public static class ImageBuilder
{
    /// <summary>Links objects with the native library.</summary>
    /// <param name="kind">Which image.</param>
    /// <param name="objects">Paths of the objects.</param>
    /// <param name="assemblies">The assemblies in them, for readable names.</param>
    /// <exception cref="ImageException">The image cannot be linked.</exception>
    public static LinkResult Link(ImageKind kind, IEnumerable<string> objects, IEnumerable<string> assemblies) =>
        Linker.Link(kind, objects.Select(ElfObjectReader.Read).ToList(), NativeLibrary.Build(kind), Names(assemblies));

    private static ReadableNames Names(IEnumerable<string> assemblies)
    {
        var names = new ReadableNames();
        foreach (var path in assemblies)
        {
            using var module = ModuleDefinition.ReadModule(path);
            foreach (var type in module.GetTypes())
                names.AddType(module.Assembly.Name.Name, type.FullName, type.Methods.Select(method => method.Name));
        }
        return names;
    }
}
