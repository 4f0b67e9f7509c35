using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Replacing;

/// <summary>
/// The only class that changes IL. No instruction is ever removed: one that is not wanted becomes another in place, so that
/// branches, handlers and sequence points that name it still name what stands there.
/// </summary>
internal static class MethodEditor
{
    /// <summary>Lets a site use another static method. A virtual call becomes a plain one; both are five bytes.</summary>
    /// <exception cref="NoAdaptationException">The site does something else than call the method or take its address.</exception>
    public static void Retarget(Instruction site, MethodReference replacement)
    {
        if (site.Previous?.OpCode.Code == Code.Constrained)
            throw new NoAdaptationException("it is called by virtual dispatch on a type parameter");
        site.OpCode = site.OpCode.Code switch
        {
            Code.Call or Code.Callvirt => OpCodes.Call,
            Code.Ldftn => OpCodes.Ldftn,
            Code.Ldvirtftn => throw new NoAdaptationException("a delegate is made of it by virtual dispatch"),
            _ => throw new NoAdaptationException($"it stands in '{site.OpCode.Name}', not in a call"),
        };
        site.Operand = replacement;
    }

    /// <summary>Turns an instruction into another one.</summary>
    public static void Become(Instruction instruction, OpCode form, object? operand = null)
    {
        instruction.OpCode = form;
        instruction.Operand = operand;
    }

    /// <summary>Puts a sequence in an instruction's place; whoever branched to the instruction reaches the sequence.</summary>
    public static void ReplaceBy(MethodBody body, Instruction instruction, params ReadOnlySpan<Instruction> sequence)
    {
        Become(instruction, sequence[0].OpCode, sequence[0].Operand);
        var at = body.Instructions.IndexOf(instruction);
        for (var index = 1; index < sequence.Length; index++)
            body.Instructions.Insert(at + index, sequence[index]);
    }

    /// <summary>Gives a new method its body. Its locals begin with whatever is on the stack.</summary>
    public static void Emit(MethodDefinition method, Action<ILProcessor> write)
    {
        method.Body = new MethodBody(method) { InitLocals = false };
        write(method.Body.GetILProcessor());
    }
}
