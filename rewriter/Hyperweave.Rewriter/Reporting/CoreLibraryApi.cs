using Hyperweave.Rewriting.Finding;
using Mono.Cecil;

namespace Hyperweave.Rewriting.Reporting;

/// <summary>
/// What a guest core library offers: the doc-comment ids of the members that a guest can name, one a line, sorted. The analyzer
/// of HV0005 reads it, so that what the editor says comes from the assembly that the image is built from.
/// </summary>
public static class CoreLibraryApi
{
    /// <summary>Writes the list of an assembly. A file that would not change is left alone, with its time.</summary>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <exception cref="BadImageFormatException">It is no assembly.</exception>
    public static void Write(string coreLibrary, string output)
    {
        using var module = ModuleDefinition.ReadModule(coreLibrary);
        var text = string.Concat(Ids(module).Order(StringComparer.Ordinal).Select(id => id + "\n"));
        if (!File.Exists(output) || File.ReadAllText(output) != text)
            File.WriteAllText(output, text);
    }

    private static IEnumerable<string> Ids(ModuleDefinition module) => module.GetTypes().Where(IsVisible).SelectMany(type =>
        type.Methods.Where(IsVisible).Select(DocumentationId.Of)
            .Concat(type.Properties.Where(property => IsVisible(property.GetMethod) || IsVisible(property.SetMethod)).Select(DocumentationId.Of))
            .Concat(type.Fields.Where(field => !field.IsRuntimeSpecialName && (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly)).Select(DocumentationId.Of))
            .Concat(type.Events.Where(@event => IsVisible(@event.AddMethod)).Select(DocumentationId.Of)));

    private static bool IsVisible(TypeDefinition type) =>
        type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly) && IsVisible(type.DeclaringType));

    private static bool IsVisible(MethodDefinition? method) =>
        method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);
}
