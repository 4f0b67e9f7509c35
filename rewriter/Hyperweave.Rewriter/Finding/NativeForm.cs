using Hyperweave.Catalogue;
using Mono.Cecil;

namespace Hyperweave.Rewriting.Finding;

/// <summary>
/// The places that may hold operations: classes marked [NativeForm], and the guest API's own operation methods, whose bodies
/// are the native form that a bare-metal image runs.
/// </summary>
internal static class NativeForm
{
    private const string Attribute = "NativeFormAttribute";

    public static bool IsExempt(TypeDefinition type) =>
        type.CustomAttributes.Any(attribute => attribute.AttributeType.Name == Attribute)
        || (type.DeclaringType is { } outer && IsExempt(outer));

    public static bool IsExempt(MethodDefinition method) =>
        IsExempt(method.DeclaringType) || (InGuestApi(method.DeclaringType) && IsOperation(method));

    private static bool InGuestApi(TypeDefinition type) => type.Namespace == Signatures.GuestNamespace;

    private static bool IsOperation(MethodDefinition method)
    {
        var id = DocumentationId.Of(method);
        return Signatures.All.Any(row => row.Key == id);
    }
}
