using Mono.Cecil;

namespace Hyperweave.Rewriting.Finding;

/// <summary>A method whose code is not IL: the module and symbol that it names.</summary>
/// <param name="Module">The P/Invoke module; empty for an internal call that names none.</param>
/// <param name="EntryPoint">The symbol.</param>
internal sealed record ExternMethod(string Module, string EntryPoint)
{
    private const string RuntimeImportAttribute = "RuntimeImportAttribute";

    /// <summary>The extern that this method is, or null when its code is IL or made by the runtime (delegates).</summary>
    public static ExternMethod? From(MethodDefinition method)
    {
        if (method.IsPInvokeImpl && method.PInvokeInfo is { } import)
            return new ExternMethod(import.Module.Name, string.IsNullOrEmpty(import.EntryPoint) ? method.Name : import.EntryPoint);
        if (!method.IsInternalCall)
            return null;
        return FromRuntimeImport(method) ?? new ExternMethod("", method.Name);
    }

    /// <summary>[RuntimeImport(entry point)] or [RuntimeImport(module, entry point)]; the one-argument form means this image.</summary>
    private static ExternMethod? FromRuntimeImport(MethodDefinition method)
    {
        var arguments = method.CustomAttributes
            .FirstOrDefault(attribute => attribute.AttributeType.Name == RuntimeImportAttribute)?.ConstructorArguments
            .Select(argument => argument.Value as string ?? "").ToArray();
        return arguments switch
        {
            [var entryPoint] => new ExternMethod("*", entryPoint),
            [var module, var entryPoint] => new ExternMethod(module, entryPoint),
            _ => null,
        };
    }

    public override string ToString() => $"{Module}!{EntryPoint}";
}
