using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Flow;

/// <summary>
/// Instructions that neither fail nor have an effect outside the method's frame, so that an operation before one may as well
/// be made after it. Memory that a device may write (arrays, pointers) is not read; fields are.
/// </summary>
internal static class Quietness
{
    public static bool IsQuiet(Instruction instruction, MethodDefinition method) => instruction.OpCode.Code switch
    {
        Code.Nop or Code.Dup or Code.Pop or Code.Not or Code.Neg or Code.Sizeof or Code.Ldnull => true,
        >= Code.Ldarg_0 and <= Code.Stloc_3 => true,
        Code.Ldarg_S or Code.Starg_S or Code.Ldloc_S or Code.Stloc_S or Code.Ldarg or Code.Starg or Code.Ldloc or Code.Stloc => true,
        >= Code.Ldc_I4_M1 and <= Code.Ldc_R8 => true,
        Code.Add or Code.Sub or Code.Mul or Code.And or Code.Or or Code.Xor or Code.Shl or Code.Shr or Code.Shr_Un => true,
        Code.Ceq or Code.Cgt or Code.Cgt_Un or Code.Clt or Code.Clt_Un => true,
        >= Code.Conv_I1 and <= Code.Conv_U8 => true,
        Code.Conv_U2 or Code.Conv_U1 or Code.Conv_I or Code.Conv_U or Code.Conv_R_Un => true,
        Code.Ldfld => IsFieldOfThis(instruction, method),
        Code.Ldsfld => RunsNoConstructor((FieldReference)instruction.Operand, method) && !IsVolatile(instruction),
        _ => false,
    };

    /// <summary>A field of an object's this, which is never null, so that its load cannot fail. A structure's this could point anywhere.</summary>
    private static bool IsFieldOfThis(Instruction instruction, MethodDefinition method) =>
        method.HasThis && !method.DeclaringType.IsValueType && instruction.Previous is { OpCode.Code: Code.Ldarg_0 };

    /// <summary>The first access to a static field may run its type's constructor.</summary>
    private static bool RunsNoConstructor(FieldReference field, MethodDefinition method) =>
        field is FieldDefinition { DeclaringType: var type } && type.Module == method.Module
        && type.Methods.All(candidate => !(candidate.IsConstructor && candidate.IsStatic));

    private static bool IsVolatile(Instruction instruction) => instruction.Previous is { OpCode.Code: Code.Volatile };
}
