using Hyperweave.Rewriting.Flow;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Hosting;

/// <summary>The kinds of the values that an instruction leaves on the evaluation stack (ECMA-335 III).</summary>
internal static class StackResults
{
    public static void Apply(Instruction instruction, MethodDefinition method, List<StackKind> stack)
    {
        if (instruction.OpCode.Code == Code.Dup)
        {
            stack.Add(stack.Count == 0 ? StackKind.Other : stack[^1]);
            return;
        }
        int count = StackEffect.Pops(instruction, method);
        var taken = Pop(stack, count == StackEffect.Everything ? stack.Count : count);
        if (StackEffect.Pushes(instruction) != 0) stack.Add(Result(instruction, taken));
    }

    private static StackKind Result(Instruction instruction, IReadOnlyList<StackKind> taken) => instruction.OpCode.Code switch
    {
        Code.Ldarg => Kind(((ParameterDefinition)instruction.Operand).ParameterType),
        Code.Ldloc => Kind(((VariableDefinition)instruction.Operand).VariableType),
        Code.Ldfld or Code.Ldsfld => Kind(Inflate((FieldReference)instruction.Operand)),
        // The address of a field behind a pointer is a pointer.
        Code.Ldflda => taken[0],
        Code.Call or Code.Callvirt => Kind(((MethodReference)instruction.Operand).ReturnType),
        Code.Calli => Kind(((CallSite)instruction.Operand).ReturnType),
        Code.Ldobj or Code.Ldelem_Any or Code.Unbox_Any => Kind((TypeReference)instruction.Operand),
        Code.Localloc or Code.Conv_I or Code.Conv_U or Code.Ldind_I or Code.Ldelem_I or Code.Ldftn or Code.Ldvirtftn
            or Code.Conv_Ovf_I or Code.Conv_Ovf_U or Code.Conv_Ovf_I_Un or Code.Conv_Ovf_U_Un => StackKind.Pointer,
        Code.Add or Code.Sub or Code.Mul or Code.Div or Code.Div_Un or Code.Rem or Code.Rem_Un or Code.And or Code.Or or Code.Xor
            or Code.Add_Ovf or Code.Add_Ovf_Un or Code.Sub_Ovf or Code.Sub_Ovf_Un or Code.Mul_Ovf or Code.Mul_Ovf_Un => Wider(taken[0], taken[1]),
        Code.Shl or Code.Shr or Code.Shr_Un or Code.Neg or Code.Not => taken[0],
        _ => instruction.OpCode.StackBehaviourPush switch
        {
            StackBehaviour.Pushi when !IsAddressOrReference(instruction.OpCode.Code) => StackKind.Int32,
            StackBehaviour.Pushi8 => StackKind.Int64,
            _ => StackKind.Other,
        },
    };

    /// <summary>Managed addresses, which Cecil counts as integers.</summary>
    private static bool IsAddressOrReference(Code code) => code is
        Code.Ldarga or Code.Ldloca or Code.Ldsflda or Code.Ldelema or Code.Unbox or Code.Arglist or Code.Refanyval or Code.Refanytype or Code.Ldtoken;

    public static StackKind Kind(TypeReference type) => type switch
    {
        PointerType or FunctionPointerType => StackKind.Pointer,
        PinnedType pinned => Kind(pinned.ElementType),
        IModifierType modified => Kind(modified.ElementType),
        ByReferenceType or ArrayType or GenericParameter or GenericInstanceType => StackKind.Other,
        _ => type.MetadataType switch
        {
            MetadataType.IntPtr or MetadataType.UIntPtr => StackKind.Pointer,
            MetadataType.Int64 or MetadataType.UInt64 => StackKind.Int64,
            MetadataType.Boolean or MetadataType.Char or MetadataType.SByte or MetadataType.Byte or MetadataType.Int16
                or MetadataType.UInt16 or MetadataType.Int32 or MetadataType.UInt32 => StackKind.Int32,
            _ => StackKind.Other,
        },
    };

    /// <summary>The type of a field, where its declaring type is generic as that type's arguments make it.</summary>
    public static TypeReference Inflate(FieldReference field) =>
        field.FieldType is GenericParameter { Type: GenericParameterType.Type } parameter && field.DeclaringType is GenericInstanceType declaring
            ? declaring.GenericArguments[parameter.Position]
            : field.FieldType;

    private static StackKind Wider(StackKind one, StackKind other) =>
        one == StackKind.Pointer || other == StackKind.Pointer ? StackKind.Pointer : one == other ? one : StackKind.Other;

    /// <summary>In the order in which they were pushed.</summary>
    private static List<StackKind> Pop(List<StackKind> stack, int count)
    {
        int present = Math.Min(count, stack.Count);
        var taken = Enumerable.Repeat(StackKind.Other, count - present).Concat(stack.GetRange(stack.Count - present, present)).ToList();
        stack.RemoveRange(stack.Count - present, present);
        return taken;
    }
}
