using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Hosting;

/// <summary>
/// Leads each access through an unmanaged pointer over Woven.Read or Woven.Write: in a process the address may be one that
/// only the machine knows. Spans over raw memory are led over it once, with their whole length.
/// </summary>
internal static class PointerAccesses
{
    public static void Weave(MethodBody body, StackKinds kinds, WovenCalls calls)
    {
        foreach (var access in body.Instructions.ToList())
        {
            if (Loaded(access, body.Method.Module) is { } loaded && kinds.Top(access, 0) == StackKind.Pointer)
                Insertion.Before(body, Prefixed(access), [.. Call(loaded, calls.Read)]);
            else if (Stored(access, body.Method.Module) is { } stored && kinds.Top(access, 1) == StackKind.Pointer)
                WeaveStore(body, access, stored, calls);
            else if (IsSpanOverMemory(access))
                WeaveSpan(body, access, calls);
        }
    }

    private static void WeaveStore(MethodBody body, Instruction access, TypeReference type, WovenCalls calls)
    {
        var value = Insertion.AddLocal(body, type);
        Insertion.Before(body, Prefixed(access),
            [Instruction.Create(OpCodes.Stloc, value), .. Call(type, calls.Write), Instruction.Create(OpCodes.Ldloc, value)]);
    }

    private static void WeaveSpan(MethodBody body, Instruction creation, WovenCalls calls)
    {
        var length = Insertion.AddLocal(body, body.Method.Module.TypeSystem.Int32);
        var element = ((GenericInstanceType)((MethodReference)creation.Operand).DeclaringType).GenericArguments[0];
        Insertion.Before(body, creation,
            Instruction.Create(OpCodes.Stloc, length), Instruction.Create(OpCodes.Ldloc, length), Instruction.Create(OpCodes.Sizeof, element),
            Instruction.Create(OpCodes.Call, calls.Span), Instruction.Create(OpCodes.Ldloc, length));
    }

    private static Instruction[] Call(TypeReference type, MethodReference method) =>
        [Instruction.Create(OpCodes.Sizeof, type), Instruction.Create(OpCodes.Call, method)];

    private static Instruction Prefixed(Instruction access)
    {
        while (access.Previous?.OpCode.Code is Code.Volatile or Code.Unaligned) access = access.Previous;
        return access;
    }

    private static TypeReference? Loaded(Instruction access, ModuleDefinition module) => access.OpCode.Code switch
    {
        Code.Ldfld => Plain(StackResults.Inflate((FieldReference)access.Operand)),
        Code.Ldobj => (TypeReference)access.Operand,
        Code.Ldind_I1 or Code.Ldind_U1 => module.TypeSystem.Byte,
        Code.Ldind_I2 or Code.Ldind_U2 => module.TypeSystem.Int16,
        Code.Ldind_I4 or Code.Ldind_U4 => module.TypeSystem.Int32,
        Code.Ldind_I8 => module.TypeSystem.Int64,
        Code.Ldind_I => module.TypeSystem.IntPtr,
        Code.Ldind_R4 => module.TypeSystem.Single,
        Code.Ldind_R8 => module.TypeSystem.Double,
        _ => null,
    };

    private static TypeReference? Stored(Instruction access, ModuleDefinition module) => access.OpCode.Code switch
    {
        Code.Stfld => Plain(StackResults.Inflate((FieldReference)access.Operand)),
        Code.Stobj => (TypeReference)access.Operand,
        Code.Stind_I1 => module.TypeSystem.Byte,
        Code.Stind_I2 => module.TypeSystem.Int16,
        Code.Stind_I4 => module.TypeSystem.Int32,
        Code.Stind_I8 => module.TypeSystem.Int64,
        Code.Stind_I => module.TypeSystem.IntPtr,
        Code.Stind_R4 => module.TypeSystem.Single,
        Code.Stind_R8 => module.TypeSystem.Double,
        _ => null,
    };

    /// <summary>A modified type's own: a volatile field is an int with a modifier.</summary>
    private static TypeReference Plain(TypeReference type) => type is IModifierType modified ? modified.ElementType : type;

    internal static bool IsSpanOverMemory(Instruction creation) =>
        creation.OpCode.Code is Code.Newobj or Code.Call
        && creation.Operand is MethodReference { Name: ".ctor", Parameters: { Count: 2 } parameters, DeclaringType: GenericInstanceType span }
        && span.ElementType.FullName is "System.Span`1" or "System.ReadOnlySpan`1"
        && parameters[0].ParameterType is PointerType;
}
