using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Image.Generics;

/// <summary>Writes the dispatchers, one for each generic virtual method, into a type of their own.</summary>
internal sealed class DispatcherBuilder(ModuleDefinition module)
{
    private readonly Dictionary<MethodDefinition, MethodDefinition> _dispatchers = [];
    private readonly VirtualImplementations _implementations = new(module);
    private TypeDefinition? _holder;

    /// <summary>The static method that takes the receiver and the arguments of <paramref name="slot"/>.</summary>
    public MethodDefinition For(MethodDefinition slot)
    {
        if (_dispatchers.TryGetValue(slot, out var dispatcher))
            return dispatcher;
        dispatcher = Declare(slot);
        _dispatchers.Add(slot, dispatcher);
        var il = dispatcher.Body.GetILProcessor();
        foreach (var implementation in _implementations.Of(slot))
            TestAndCall(il, dispatcher, implementation);
        // What is left: a default body, or for null and for types of other assemblies the core library's exception.
        il.Emit(OpCodes.Ldarg_0);
        Call(il, dispatcher, slot, slot.IsAbstract ? OpCodes.Callvirt : OpCodes.Call);
        return dispatcher;
    }

    private MethodDefinition Declare(MethodDefinition slot)
    {
        var name = $"{slot.DeclaringType.FullName}.{slot.Name}{_dispatchers.Count}";
        var dispatcher = new MethodDefinition(name, MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig, module.TypeSystem.Void);
        foreach (var parameter in slot.GenericParameters)
            dispatcher.GenericParameters.Add(new GenericParameter(parameter.Name, dispatcher) { Attributes = parameter.Attributes });
        dispatcher.ReturnType = Map(slot.ReturnType, dispatcher);
        dispatcher.Parameters.Add(new ParameterDefinition("receiver", ParameterAttributes.None, slot.DeclaringType));
        foreach (var parameter in slot.Parameters)
            dispatcher.Parameters.Add(new ParameterDefinition(parameter.Name, parameter.Attributes, Map(parameter.ParameterType, dispatcher)));
        Holder().Methods.Add(dispatcher);
        return dispatcher;
    }

    private TypeDefinition Holder()
    {
        if (_holder is null)
        {
            _holder = new TypeDefinition("", "<GenericVirtualCalls>", TypeAttributes.Abstract | TypeAttributes.Sealed, module.TypeSystem.Object);
            module.Types.Add(_holder);
        }
        return _holder;
    }

    // if (receiver is Type) return ((Type)receiver).Method<…>(…);
    private static void TestAndCall(ILProcessor il, MethodDefinition dispatcher, Implementation implementation)
    {
        var next = il.Create(OpCodes.Nop);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Isinst, implementation.Type);
        il.Emit(OpCodes.Brfalse, next);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(implementation.Type.IsValueType ? OpCodes.Unbox : OpCodes.Castclass, implementation.Type);
        Call(il, dispatcher, implementation.Method, OpCodes.Call);
        il.Append(next);
    }

    private static void Call(ILProcessor il, MethodDefinition dispatcher, MethodDefinition target, OpCode call)
    {
        foreach (var parameter in dispatcher.Parameters.Skip(1))
            il.Emit(OpCodes.Ldarg, parameter);
        var instance = new GenericInstanceMethod(target);
        foreach (var parameter in dispatcher.GenericParameters)
            instance.GenericArguments.Add(parameter);
        il.Emit(call, instance);
        il.Emit(OpCodes.Ret);
    }

    // A type of the slot's signature, with the dispatcher's type parameters for the slot's.
    private static TypeReference Map(TypeReference type, MethodDefinition dispatcher)
    {
        switch (type)
        {
            case GenericParameter parameter:
                return dispatcher.GenericParameters[parameter.Position];
            case ArrayType array:
                return new ArrayType(Map(array.ElementType, dispatcher), array.Rank);
            case ByReferenceType reference:
                return new ByReferenceType(Map(reference.ElementType, dispatcher));
            case PointerType pointer:
                return new PointerType(Map(pointer.ElementType, dispatcher));
            case GenericInstanceType generic:
                var mapped = new GenericInstanceType(generic.ElementType);
                foreach (var argument in generic.GenericArguments)
                    mapped.GenericArguments.Add(Map(argument, dispatcher));
                return mapped;
            default:
                return type;
        }
    }
}
