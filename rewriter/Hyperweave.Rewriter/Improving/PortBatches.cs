using Hyperweave.Rewriting.Finding;
using Hyperweave.Rewriting.Flow;
using Hyperweave.Rewriting.Replacing;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>
/// Port writes that follow one another in a straight line become one call. All but the last call are taken away, so that their
/// arguments stay on the evaluation stack, and the last one goes to a method that takes all of them:
/// <code>
/// ldc p1; ldc v1; call Out8; ldc p2; ldloc v2; call Out8   →   ldc p1; ldc v1; nop; ldc p2; ldloc v2; call Batch(p1, v1, p2, v2)
/// </code>
/// </summary>
internal sealed class PortBatches(Counterparts counterparts, Improvement improvement) : IImprovementPass
{
    private const string Batch = "M:Hyperweave.Guest.Woven.PortBatch.";
    private const string Write = Batch + "Write";

    /// <summary>What PortBatch.Capacity says.</summary>
    private const int Capacity = 16;

    private readonly Dictionary<string, MethodDefinition> made = [];

    public void Improve(MethodWork work)
    {
        if (counterparts.Library.Find(Write) is null)
            return;
        var run = new List<FoundSite>();
        foreach (var site in work.Open.Where(IsPortWrite))
        {
            var obstacle = run.Count == 0 ? "" : Obstacle(work, run[^1].Instruction, site.Instruction);
            if (obstacle.Length != 0 || run.Count == Capacity)
                Close(work, run, obstacle);
            run.Add(site);
        }

        Close(work, run, "no port write follows it");
    }

    private static bool IsPortWrite(FoundSite site) =>
        site.Operation?.Id is "out8" or "out16" or "out32" && site.Instruction.OpCode.Code == Code.Call && !site.Target.HasThis
        && !site.Target.IsGenericInstance && !site.Target.DeclaringType.IsGenericInstance
        && site.Target.ReturnType.MetadataType == MetadataType.Void;

    /// <summary>What keeps the first write from waiting for the second; empty when nothing does.</summary>
    private static string Obstacle(MethodWork work, Instruction from, Instruction to)
    {
        if (to.Previous is { OpCode.OpCodeType: OpCodeType.Prefix })
            return $"the next write has the prefix {to.Previous.OpCode.Name}";
        foreach (var instruction in ControlFlow.Sequence(from.Next, to.Next))
        {
            if (work.Flow.IsJoin(instruction))
                return "before the next port write control comes from elsewhere, or a try block begins or ends";
            if (instruction != to && !Quietness.IsQuiet(instruction, work.Method))
                return Describe(instruction);
        }

        return "";
    }

    private static string Describe(Instruction instruction) => instruction.Operand is MethodReference called
        ? $"{called.DeclaringType.Name}.{called.Name} is called before the next port write"
        : $"'{instruction.OpCode.Name}' before the next port write may fail, branch or have an effect";

    private void Close(MethodWork work, List<FoundSite> run, string obstacle)
    {
        if (run.Count == 1)
            work.Leave(run[0], improvement, obstacle);
        else if (run.Count > 1)
            Combine(work, run);
        run.Clear();
    }

    private void Combine(MethodWork work, List<FoundSite> run)
    {
        try
        {
            var batch = Method(run);
            foreach (var site in run)
                work.Done(site, improvement, Write);
            foreach (var site in run.SkipLast(1))
                MethodEditor.Become(site.Instruction, OpCodes.Nop);
            MethodEditor.Retarget(run[^1].Instruction, batch);
        }
        catch (NoAdaptationException)
        {
            // The replacer says why when it comes to the sites.
        }
    }

    /// <summary>The method that takes the arguments of all; runs of the same targets share one.</summary>
    private MethodDefinition Method(List<FoundSite> run)
    {
        var key = string.Join(';', run.Select(site => site.Target.FullName));
        if (!made.TryGetValue(key, out var method))
        {
            var parameters = run.SelectMany(site => site.Target.Parameters).Select(AddedMethods.Like);
            made[key] = method = counterparts.Added.Add("WritePorts", counterparts.Module.TypeSystem.Void, parameters, (batch, code) => Emit(run, batch, code));
        }

        return method;
    }

    private void Emit(List<FoundSite> run, MethodDefinition method, ILProcessor code)
    {
        var begin = counterparts.Library.Find(Batch + "Begin")!;
        var local = new VariableDefinition(counterparts.Module.ImportReference(begin.DeclaringType));
        method.Body.Variables.Add(local);
        Call(code, local, begin);
        var next = 0;
        foreach (var site in run)
        {
            var add = AddMethod(site);
            code.Emit(OpCodes.Ldloca, local);
            var arguments = new ArgumentAdaptation(code, counterparts.Module, method.Parameters.Skip(next).Take(site.Target.Parameters.Count));
            arguments.Push(add);
            if (arguments.Rest.Count != 0)
                throw new NoAdaptationException("it takes more than port and value");
            code.Emit(OpCodes.Call, counterparts.Module.ImportReference(add));
            next += site.Target.Parameters.Count;
        }

        Call(code, local, counterparts.Library.Find(Write)!);
        code.Emit(OpCodes.Ret);
    }

    private void Call(ILProcessor code, VariableDefinition local, MethodDefinition method)
    {
        code.Emit(OpCodes.Ldloca, local);
        code.Emit(OpCodes.Call, counterparts.Module.ImportReference(method));
    }

    private MethodDefinition AddMethod(FoundSite site) => counterparts.Library.Find(Batch + site.Operation!.Id switch
    {
        "out8" => "Out8(System.UInt16,System.Byte)",
        "out16" => "Out16(System.UInt16,System.UInt16)",
        _ => "Out32(System.UInt16,System.UInt32)",
    })!;
}
