using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Hosting;

/// <summary>
/// Leads raw addresses that leave their pointer type at a call over Woven too: what is passed as a reference, the object of
/// an instance method, and pointers that code outside of the kernel gets. A kernel's own method checks its pointers itself.
/// </summary>
internal static class CallArguments
{
    public static void Weave(MethodBody body, StackKinds kinds, WovenCalls calls)
    {
        foreach (var call in body.Instructions.Where(IsCall).ToList())
        {
            var arguments = Arguments(call, calls);
            int count = arguments.Count;
            int first = arguments.FindIndex(argument => argument.Way is not null && kinds.Top(call, count - 1 - argument.Index) == StackKind.Pointer);
            if (first >= 0 && arguments.Skip(first + 1).All(argument => CanBeLocal(argument.Type)))
                Insertion.Before(body, Prefixed(call), [.. Led(body, arguments, first)]);
        }
    }

    /// <param name="Index">Its place among the arguments, the object being the first.</param>
    /// <param name="Type">As the method declares it.</param>
    /// <param name="Way">What is inserted to lead it over Woven; null where nothing has to be.</param>
    private sealed record Argument(int Index, TypeReference Type, Instruction[]? Way);

    /// <summary>Those after the first that must be led step aside meanwhile.</summary>
    private static IEnumerable<Instruction> Led(MethodBody body, List<Argument> arguments, int first)
    {
        var aside = arguments.Skip(first + 1).Select(argument => (argument.Way, Local: Insertion.AddLocal(body, argument.Type))).ToList();
        foreach (var (_, local) in Enumerable.Reverse(aside)) yield return Instruction.Create(OpCodes.Stloc, local);
        foreach (var instruction in arguments[first].Way!) yield return instruction;
        foreach (var (way, local) in aside)
        {
            yield return Instruction.Create(OpCodes.Ldloc, local);
            foreach (var instruction in way ?? []) yield return instruction;
        }
    }

    private static List<Argument> Arguments(Instruction call, WovenCalls calls)
    {
        var method = (MethodReference)call.Operand;
        var arguments = new List<Argument>();
        if (method.HasThis && !method.ExplicitThis && call.OpCode.Code != Code.Newobj)
            arguments.Add(new Argument(0, new ByReferenceType(method.DeclaringType), Address(method.DeclaringType, calls)));
        bool leaves = !calls.IsKernel(method.DeclaringType.Scope);
        foreach (var parameter in method.Parameters)
            arguments.Add(new Argument(arguments.Count, parameter.ParameterType, Way(parameter.ParameterType, leaves, calls)));
        return arguments;
    }

    private static Instruction[]? Way(TypeReference type, bool leaves, WovenCalls calls) => type switch
    {
        ByReferenceType reference => Address(reference.ElementType, calls),
        PointerType pointer when leaves => [.. Address(pointer.ElementType, calls), Instruction.Create(OpCodes.Conv_U)],
        _ => null,
    };

    private static Instruction[] Address(TypeReference type, WovenCalls calls)
    {
        var size = type.ContainsGenericParameter || type.MetadataType == MetadataType.Void || !IsValue(type)
            ? Instruction.Create(OpCodes.Ldc_I4_1)
            : Instruction.Create(OpCodes.Sizeof, type);
        return [size, Instruction.Create(OpCodes.Call, calls.Write)];
    }

    private static bool IsValue(TypeReference type) => type.IsValueType || type.IsPrimitive || type is PointerType;

    private static bool CanBeLocal(TypeReference type) => !type.ContainsGenericParameter;

    private static Instruction Prefixed(Instruction call)
    {
        while (call.Previous?.OpCode.Code is Code.Constrained or Code.Tail) call = call.Previous;
        return call;
    }

    private static bool IsCall(Instruction instruction) => instruction.OpCode.Code is Code.Call or Code.Callvirt or Code.Newobj
        && instruction.Operand is MethodReference && !PointerAccesses.IsSpanOverMemory(instruction);
}
