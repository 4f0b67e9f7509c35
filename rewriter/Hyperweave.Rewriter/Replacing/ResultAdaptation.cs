using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Replacing;

/// <summary>Turns the guest API's result, on the stack, into what a foreign method returns or stores through its last arguments.</summary>
internal sealed class ResultAdaptation(ILProcessor code, ModuleDefinition module, IReadOnlyCollection<ParameterDefinition> places)
{
    /// <summary>The members of CpuidResult in the order in which every family passes the registers.</summary>
    private static readonly string[] registers = ["Eax", "Ebx", "Ecx", "Edx"];

    public void Convert(MethodDefinition guest, TypeReference wanted, string part)
    {
        var given = guest.ReturnType;
        if (places.Count == registers.Length)
            StoreRegisters(given);
        else if (places.Count == 1 && IntegerTypes.IsAddress(places.First().ParameterType) && given.IsValueType)
            StoreWhole(given);
        else if (places.Count != 0)
            throw new NoAdaptationException($"nothing takes '{places.First().Name}'");
        else if (part.Length != 0)
            Return(PartOf(Keep(given), part), wanted);
        else if (wanted is GenericInstanceType { ElementType.FullName: "System.ValueTuple`4" } tuple)
            ReturnTuple(given, tuple);
        else
            Return(given, wanted);
    }

    private void Return(TypeReference given, TypeReference wanted)
    {
        if (given.FullName == wanted.FullName)
            return;
        if (wanted.MetadataType == MetadataType.Void)
            code.Emit(OpCodes.Pop);
        else if (IntegerTypes.Conversion(given, wanted) is { } conversion)
            code.Emit(conversion);
        else if (!(IntegerTypes.IsAddress(wanted) && IntegerTypes.Conversion(given) is not null))
            throw new NoAdaptationException($"it returns {wanted.Name}, but the guest API returns {given.Name}");
        else
            code.Emit(OpCodes.Conv_U);
    }

    private void StoreRegisters(TypeReference given)
    {
        var result = Keep(given);
        foreach (var (place, register) in places.Zip(registers))
        {
            code.Emit(OpCodes.Ldarg, place);
            PartOf(result, register);
            code.Emit(OpCodes.Stind_I4);
        }
    }

    private void StoreWhole(TypeReference given)
    {
        var result = Keep(given);
        code.Emit(OpCodes.Ldarg, places.First());
        code.Emit(OpCodes.Ldloc, result);
        code.Emit(OpCodes.Stobj, module.ImportReference(given));
    }

    private void ReturnTuple(TypeReference given, GenericInstanceType tuple)
    {
        var result = Keep(given);
        foreach (var register in registers)
            PartOf(result, register);
        var constructor = new MethodReference(".ctor", module.TypeSystem.Void, tuple) { HasThis = true };
        foreach (var parameter in tuple.ElementType.GenericParameters)
            constructor.Parameters.Add(new ParameterDefinition(parameter));
        code.Emit(OpCodes.Newobj, constructor);
    }

    private VariableDefinition Keep(TypeReference given)
    {
        var local = new VariableDefinition(module.ImportReference(given));
        code.Body.Variables.Add(local);
        code.Emit(OpCodes.Stloc, local);
        return local;
    }

    /// <summary>Pushes a property or field of a kept structure; returns its type.</summary>
    private TypeReference PartOf(VariableDefinition result, string part)
    {
        var type = result.VariableType.Resolve();
        code.Emit(OpCodes.Ldloca, result);
        if (type?.Properties.FirstOrDefault(property => property.Name == part)?.GetMethod is { } getter)
        {
            code.Emit(OpCodes.Call, module.ImportReference(getter));
            return getter.ReturnType;
        }

        if (type?.Fields.FirstOrDefault(candidate => candidate.Name == part && candidate.IsPublic) is not { } field)
            throw new NoAdaptationException($"{result.VariableType.Name} has no member '{part}'");
        code.Emit(OpCodes.Ldfld, module.ImportReference(field));
        return field.FieldType;
    }
}
