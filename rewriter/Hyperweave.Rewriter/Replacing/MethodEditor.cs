using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Replacing;

/// <summary>
/// The only class that changes IL. A site is changed in place, without moving an instruction, so that offsets, handlers,
/// branches and sequence points stay as they were; new code goes into methods of its own.
/// </summary>
internal static class MethodEditor
{
    /// <summary>Lets a site use another static method. A virtual call becomes a plain one; both are five bytes.</summary>
    /// <exception cref="NoAdaptationException">The site chooses the method by an object's type.</exception>
    public static void Retarget(Instruction site, MethodReference replacement)
    {
        if (site.OpCode.Code == Code.Callvirt)
            site.OpCode = OpCodes.Call;
        else if (site.OpCode.Code == Code.Ldvirtftn)
            throw new NoAdaptationException("a delegate is made of it by virtual dispatch");
        site.Operand = replacement;
    }

    /// <summary>Gives a new method its body.</summary>
    public static void Emit(MethodDefinition method, Action<ILProcessor> write)
    {
        method.Body = new MethodBody(method) { InitLocals = true };
        write(method.Body.GetILProcessor());
    }
}
