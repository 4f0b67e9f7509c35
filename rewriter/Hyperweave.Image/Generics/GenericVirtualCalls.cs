using Hyperweave.Image.Compilation;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Image.Generics;

/// <summary>
/// Calls of generic virtual methods. A runtime finds their targets by tables and makes code or dictionaries on demand; an
/// image is closed, so here each such call becomes a call of a dispatcher: a static generic method that tests the receiver
/// for every type that implements the method. ilc then sees ordinary calls of generic methods only.
/// </summary>
internal sealed class GenericVirtualCalls
{
    private readonly ModuleDefinition _module;
    private readonly DispatcherBuilder _dispatchers;
    private readonly List<BuildMessage> _errors = [];

    private GenericVirtualCalls(ModuleDefinition module)
    {
        _module = module;
        _dispatchers = new DispatcherBuilder(module);
    }

    /// <summary>The inputs, with the guest's assembly replaced by a copy in that folder where it has such calls.</summary>
    /// <param name="errors">Calls that cannot be resolved so.</param>
    public static GuestInputs Resolve(GuestInputs inputs, string folder, out IReadOnlyList<BuildMessage> errors)
    {
        using var resolver = new GuestAssemblyResolver(inputs);
        using var module = GuestModule.Read(inputs.Assembly, resolver);
        var calls = new GenericVirtualCalls(module);
        var replaced = calls.ReplaceAll();
        errors = calls._errors;
        if (replaced == 0)
            return inputs;
        // ilc knows an assembly by its file name.
        Directory.CreateDirectory(folder);
        var copy = Path.Combine(folder, Path.GetFileName(inputs.Assembly));
        module.Write(copy, new WriterParameters { WriteSymbols = module.HasSymbols, DeterministicMvid = true });
        return inputs with { Assembly = copy };
    }

    private int ReplaceAll()
    {
        var bodies = _module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).ToList();
        return bodies.Sum(method => method.Body.Instructions.ToList().Count(instruction => TryReplace(method, instruction)));
    }

    private bool TryReplace(MethodDefinition caller, Instruction instruction)
    {
        if (instruction.Operand is not GenericInstanceMethod called || instruction.OpCode.Code is not (Code.Callvirt or Code.Ldvirtftn))
            return false;
        // A constrained call on a value type has one target, which ilc finds.
        if (instruction.Previous?.OpCode.Code == Code.Constrained || called.ElementMethod.Resolve() is not { IsVirtual: true } slot)
            return false;
        if (slot.IsFinal && !slot.IsAbstract)
            return false;
        if (Problem(instruction, slot) is { } problem)
        {
            Report(caller, instruction, $"{called.ElementMethod.FullName} {problem}");
            return false;
        }
        var target = new GenericInstanceMethod(_dispatchers.For(slot));
        foreach (var argument in called.GenericArguments)
            target.GenericArguments.Add(argument);
        instruction.OpCode = OpCodes.Call;
        instruction.Operand = target;
        return true;
    }

    private string? Problem(Instruction instruction, MethodDefinition slot)
    {
        if (instruction.OpCode.Code == Code.Ldvirtftn)
            return "is a generic virtual method: a delegate to it is not supported in an image";
        if (slot.DeclaringType.HasGenericParameters)
            return "is a generic virtual method of a generic type, which is not supported in an image";
        return slot.Module == _module ? null : "is a generic virtual method of another assembly, which is not supported in an image";
    }

    private void Report(MethodDefinition caller, Instruction instruction, string text)
    {
        var place = SourcePlaces.Of(caller, instruction);
        _errors.Add(new BuildMessage(ImageErrorIds.GenericVirtualCall, text, place?.Document.Url, place?.StartLine ?? 0, place?.StartColumn ?? 0));
    }
}
