using Hyperweave.Rewriting.Replacing;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Improving;

/// <summary>
/// The IL of a masked section's two ends. The state is 1 when the VMM is there and interrupts are to be unmasked at the end,
/// 0 when nothing is to be done, 2 on bare metal where STI is to be executed.
/// </summary>
internal sealed class MaskCode(MethodReference active, MethodReference mask, MethodReference pending, MethodReference beginNatively,
    MethodReference saveNatively, MethodReference end, MethodReference deliver)
{
    public const string ClassName = "Hyperweave.Guest.Woven.InterruptMask";

    /// <summary>Null when the guest library does not have the methods.</summary>
    public static MaskCode? For(Counterparts counterparts)
    {
        string[] names = ["get_Active", "get_Mask", "get_Pending", "BeginNatively", "SaveNatively", "End(System.Int32)", "Deliver"];
        var methods = Array.ConvertAll(names, name => counterparts.Library.Find($"M:{ClassName}.{name}"));
        if (methods.Any(method => method is null))
            return null;
        var imported = Array.ConvertAll(methods, method => counterparts.Module.ImportReference(method));
        return new MaskCode(imported[0], imported[1], imported[2], imported[3], imported[4], imported[5], imported[6]);
    }

    /// <summary>state = active ? (saves ? mask == 0 : 1) : native; mask = 1.</summary>
    public Instruction[] Begin(VariableDefinition state, bool saves)
    {
        var native = Instruction.Create(OpCodes.Call, saves ? saveNatively : beginNatively);
        var keep = Instruction.Create(OpCodes.Stloc, state);
        return
        [
            Instruction.Create(OpCodes.Call, active),
            Instruction.Create(OpCodes.Ldind_U4),
            Instruction.Create(OpCodes.Brfalse_S, native),
            .. saves ? WasUnmasked() : [Instruction.Create(OpCodes.Ldc_I4_1)],
            .. Store(mask, 1),
            Instruction.Create(OpCodes.Br_S, keep),
            native,
            keep,
        ];
    }

    /// <summary>if (state == 1) { mask = 0; if (pending) deliver } else native end. In this order no event is missed.</summary>
    public Instruction[] End(VariableDefinition state)
    {
        var otherwise = Instruction.Create(OpCodes.Ldloc, state);
        var done = Instruction.Create(OpCodes.Nop);
        return
        [
            Instruction.Create(OpCodes.Ldloc, state),
            Instruction.Create(OpCodes.Ldc_I4_1),
            Instruction.Create(OpCodes.Bne_Un_S, otherwise),
            .. Store(mask, 0),
            .. Load(pending),
            Instruction.Create(OpCodes.Brfalse_S, done),
            Instruction.Create(OpCodes.Call, deliver),
            Instruction.Create(OpCodes.Br_S, done),
            otherwise,
            Instruction.Create(OpCodes.Call, end),
            done,
        ];
    }

    private Instruction[] WasUnmasked() => [.. Load(mask), Instruction.Create(OpCodes.Ldc_I4_0), Instruction.Create(OpCodes.Ceq)];

    /// <summary>The VMM changes the words behind the guest's back: volatile (ECMA-335 I.12.6.7).</summary>
    private static Instruction[] Load(MethodReference word) =>
        [Instruction.Create(OpCodes.Call, word), Instruction.Create(OpCodes.Volatile), Instruction.Create(OpCodes.Ldind_U4)];

    private static Instruction[] Store(MethodReference word, int value) =>
    [
        Instruction.Create(OpCodes.Call, word), Instruction.Create(value == 0 ? OpCodes.Ldc_I4_0 : OpCodes.Ldc_I4_1),
        Instruction.Create(OpCodes.Volatile), Instruction.Create(OpCodes.Stind_I4),
    ];
}
