using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Hosting;

/// <summary>Shows each integer divisor to the machine, whose kernel may have a handler of #DE.</summary>
internal static class Divisions
{
    public static void Weave(MethodBody body, StackKinds kinds, WovenCalls calls)
    {
        foreach (var division in body.Instructions.Where(IsDivision).ToList())
        {
            var check = kinds.Top(division, 0) switch
            {
                StackKind.Int32 => calls.Divisor32,
                StackKind.Int64 => calls.Divisor64,
                _ => null,
            };
            if (check is not null) Insertion.Before(body, division, Instruction.Create(OpCodes.Call, check));
        }
    }

    private static bool IsDivision(Instruction instruction) =>
        instruction.OpCode.Code is Code.Div or Code.Div_Un or Code.Rem or Code.Rem_Un;
}
