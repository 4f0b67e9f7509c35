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

    /// <summary>
    /// Puts a region into a try block with a finally handler. Who enters the region from elsewhere passes
    /// <paramref name="before"/>; who leaves it goes to the instruction behind it, and passes <paramref name="last"/>'s handler.
    /// </summary>
    /// <param name="first">The region's first instruction; it can be entered there only.</param>
    /// <param name="last">Its last one; control leaves to the next instruction only.</param>
    public static void WrapInFinally(MethodBody body, Instruction first, Instruction last, Instruction[] before, Instruction[] handler)
    {
        var region = body.Instructions.SkipWhile(instruction => instruction != first).TakeWhile(instruction => instruction != last).Append(last).ToHashSet();
        var behind = last.Next;
        var leave = Instruction.Create(OpCodes.Leave, behind);
        RedirectBranches(body, region, from: first, to: before[0], inside: false);
        RedirectBranches(body, region, from: behind, to: leave, inside: true);
        MoveBorders(body, first, before[0]);
        Insert(body, body.Instructions.IndexOf(first), before);
        Insert(body, body.Instructions.IndexOf(behind), [leave, .. handler, Instruction.Create(OpCodes.Endfinally)]);
        body.ExceptionHandlers.Insert(0, new ExceptionHandler(ExceptionHandlerType.Finally)
        {
            TryStart = first, TryEnd = handler[0], HandlerStart = handler[0], HandlerEnd = behind,
        });
    }

    private static void Insert(MethodBody body, int at, Instruction[] sequence)
    {
        foreach (var instruction in sequence)
            body.Instructions.Insert(at++, instruction);
    }

    private static void RedirectBranches(MethodBody body, HashSet<Instruction> region, Instruction from, Instruction to, bool inside)
    {
        foreach (var branch in body.Instructions.Where(instruction => region.Contains(instruction) == inside))
        {
            if (branch.Operand == from)
                branch.Operand = to;
            else if (branch.Operand is Instruction[] targets)
                branch.Operand = Array.ConvertAll(targets, target => target == from ? to : target);
        }
    }

    /// <summary>Blocks around the region begin before what was put before it; blocks apart end there.</summary>
    private static void MoveBorders(MethodBody body, Instruction from, Instruction to)
    {
        foreach (var handler in body.ExceptionHandlers)
        {
            handler.TryStart = Moved(handler.TryStart);
            handler.TryEnd = Moved(handler.TryEnd);
            handler.FilterStart = Moved(handler.FilterStart);
            handler.HandlerStart = Moved(handler.HandlerStart);
            handler.HandlerEnd = Moved(handler.HandlerEnd);
        }

        Instruction? Moved(Instruction? border) => border == from ? to : border;
    }

    /// <summary>Gives a new method its body. Its locals begin with whatever is on the stack.</summary>
    public static void Emit(MethodDefinition method, Action<ILProcessor> write)
    {
        method.Body = new MethodBody(method) { InitLocals = false };
        write(method.Body.GetILProcessor());
    }
}
