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
/// <param name="delays">The improvement that drops delays, which then go along in a batch and are made on bare metal only; null when it is off.</param>
internal sealed class PortBatches(Counterparts counterparts, Improvement improvement, Improvement? delays) : IImprovementPass
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
        var writes = run.Where(site => !IsDropped(work, site)).ToList();
        if (writes.Count == 1)
            work.Leave(writes[0], improvement, obstacle);
        else if (writes.Count > 1)
            Combine(work, run);
        run.Clear();
    }

    private void Combine(MethodWork work, List<FoundSite> run)
    {
        try
        {
            var batch = Method(work, run);
            foreach (var site in run)
                work.Done(site, IsDropped(work, site) ? delays! : improvement, Write);
            foreach (var site in run.SkipLast(1))
                MethodEditor.Become(site.Instruction, OpCodes.Nop);
            MethodEditor.Retarget(run[^1].Instruction, batch);
        }
        catch (NoAdaptationException)
        {
            // The replacer says why when it comes to the sites.
        }
    }

    private bool IsDropped(MethodWork work, FoundSite site) => delays is not null && Delays.IsDelay(work, site);

    /// <summary>The method that takes the arguments of all; runs of the same targets share one.</summary>
    private MethodDefinition Method(MethodWork work, List<FoundSite> run)
    {
        var adds = run.ConvertAll(site => AddMethod(site, IsDropped(work, site)));
        var key = string.Join(';', run.Zip(adds, (site, add) => site.Target.FullName + add.Name));
        if (!made.TryGetValue(key, out var method))
        {
            var parameters = run.SelectMany(site => site.Target.Parameters).Select(AddedMethods.Like);
            made[key] = method = counterparts.Added.Add("WritePorts", counterparts.Module.TypeSystem.Void, parameters, (batch, code) => Emit(run, adds, batch, code));
        }

        return method;
    }

    private void Emit(List<FoundSite> run, List<MethodDefinition> adds, MethodDefinition method, ILProcessor code)
    {
        var begin = counterparts.Library.Find(Batch + "Begin")!;
        var local = new VariableDefinition(counterparts.Module.ImportReference(begin.DeclaringType));
        method.Body.Variables.Add(local);
        Call(code, local, begin);
        var next = 0;
        foreach (var (site, add) in run.Zip(adds))
        {
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

    private MethodDefinition AddMethod(FoundSite site, bool isDropped) => counterparts.Library.Find(Batch + site.Operation!.Id switch
    {
        _ when isDropped => "Delay(System.UInt16,System.Byte)",
        "out8" => "Out8(System.UInt16,System.Byte)",
        "out16" => "Out16(System.UInt16,System.UInt16)",
        _ => "Out32(System.UInt16,System.UInt32)",
    })!;
}
