using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Hyperweave.Analyzers;

/// <summary>A method whose code is not C#: the module and symbol that it names.</summary>
internal readonly struct ExternMethod
{
    private const string LibraryImport = "LibraryImportAttribute";
    private const string RuntimeImport = "RuntimeImportAttribute";

    private ExternMethod(string module, string entryPoint)
    {
        Module = module;
        EntryPoint = entryPoint;
    }

    /// <summary>The module; empty for an internal call that names none.</summary>
    public string Module { get; }

    public string EntryPoint { get; }

    /// <summary>The extern that this method is, or null when its code is C# or IL.</summary>
    public static ExternMethod? From(IMethodSymbol method)
    {
        if (FromLibraryImport(method) is { } library)
            return library;
        method = method.PartialImplementationPart ?? method;
        if (method.GetDllImportData() is { } import)
            return new ExternMethod(import.ModuleName ?? "", import.EntryPointName ?? method.Name);
        if (!method.IsExtern && (method.MethodImplementationFlags & MethodImplAttributes.InternalCall) == 0)
            return null;
        return FromRuntimeImport(method) ?? new ExternMethod("", method.Name);
    }

    /// <summary>
    /// Whether a method is what a generator wrote for [LibraryImport]: marshalling around the extern, which stands in a local function.
    /// </summary>
    public static bool IsStub(ISymbol symbol) => symbol is IMethodSymbol method && FromLibraryImport(method) is not null;

    /// <summary>[LibraryImport(module, EntryPoint = …)] on a partial method: the generator has not run, or hides the extern in a local function.</summary>
    private static ExternMethod? FromLibraryImport(IMethodSymbol method)
    {
        if (Attribute(method, LibraryImport) is not { ConstructorArguments.Length: 1 } attribute)
            return null;
        var named = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "EntryPoint").Value.Value as string;
        return new ExternMethod(Text(attribute, 0), named ?? method.Name);
    }

    /// <summary>[RuntimeImport(entry point)] or [RuntimeImport(module, entry point)]; the one-argument form means this image.</summary>
    private static ExternMethod? FromRuntimeImport(IMethodSymbol method)
    {
        var attribute = Attribute(method, RuntimeImport);
        return attribute?.ConstructorArguments.Length switch
        {
            1 => new ExternMethod("*", Text(attribute, 0)),
            2 => new ExternMethod(Text(attribute, 0), Text(attribute, 1)),
            _ => null,
        };
    }

    private static string Text(AttributeData attribute, int argument) => attribute.ConstructorArguments[argument].Value as string ?? "";

    private static AttributeData? Attribute(IMethodSymbol method, string name) =>
        method.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == name);
}
