using Mono.Cecil;

namespace Hyperweave.Rewriting.Hosting;

/// <summary>
/// Static fields of struct types keep their place: a kernel gives the processor and its devices the addresses of its tables once
/// and for all. The runtime keeps such a field in a box that the collector moves, unless the field asks it not to.
/// </summary>
internal static class FixedStatics
{
    public static void Weave(ModuleDefinition module)
    {
        var attribute = new TypeReference("System.Runtime.CompilerServices", "FixedAddressValueTypeAttribute", module, module.TypeSystem.CoreLibrary);
        var constructor = new MethodReference(".ctor", module.TypeSystem.Void, attribute) { HasThis = true };
        foreach (var field in module.GetTypes().SelectMany(type => type.Fields).Where(IsBoxed))
            field.CustomAttributes.Add(new CustomAttribute(constructor));
    }

    private static bool IsBoxed(FieldDefinition field) =>
        field is { IsStatic: true, HasConstant: false, FieldType: { IsValueType: true, IsPrimitive: false } } && field.RVA == 0
        && !field.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "ThreadStaticAttribute" or "FixedAddressValueTypeAttribute");
}
