using System;
using System.Collections.Generic;
using System.Linq;
using Iced.Intel;

namespace Hyperweave.Catalogue;

/// <summary>The catalogue's rows by machine instruction.</summary>
internal static class SensitiveInstructions
{
    private static readonly Dictionary<string, Operation> byForm = IndexForms();

    /// <summary>The mnemonics that some row or the out-of-scope list begins with: all others are answered without a look-up by text.</summary>
    private static readonly HashSet<Mnemonic> listed = IndexMnemonics();

    /// <summary>The operation that this decoded instruction performs, or null when it performs none.</summary>
    public static Operation? Find(in Instruction instruction) =>
        listed.Contains(instruction.Mnemonic) && byForm.TryGetValue(FormOf(instruction), out var operation) ? operation : null;

    /// <summary>
    /// Whether a paravirtual image must not hold this instruction: an operation that is more than slow, or a privileged
    /// instruction that the catalogue leaves out of scope. Then <paramref name="reason"/> says what it does.
    /// </summary>
    public static bool IsForbidden(in Instruction instruction, out string reason)
    {
        reason = "";
        if (!listed.Contains(instruction.Mnemonic))
            return false;
        if (Find(instruction) is { Class: not OperationClass.InnocuousButSlow } operation)
            reason = $"{operation.DisplayName} is {operation.ClassName}: {operation.Does}";
        else if (OutOfScope.Mnemonics.TryGetValue(MnemonicOf(instruction), out var outOfScope))
            reason = $"{MnemonicOf(instruction)} is privileged: {outOfScope}";
        return reason.Length != 0;
    }

    /// <summary>The form under which a row lists this instruction: its mnemonic, and the operand where that matters.</summary>
    public static string FormOf(in Instruction instruction) => instruction.Mnemonic switch
    {
        Mnemonic.Mov => MoveForm(instruction),
        Mnemonic.Push when IsSegment(instruction, 0) => "PUSH Sreg",
        Mnemonic.Pop when IsSegment(instruction, 0) => "POP Sreg",
        Mnemonic.Call when instruction.IsCallFar || instruction.IsCallFarIndirect => "CALL far",
        Mnemonic.Jmp when instruction.IsJmpFar || instruction.IsJmpFarIndirect => "JMP far",
        Mnemonic.In => "IN " + instruction.Op0Register.ToString().ToUpperInvariant(),
        Mnemonic.Out => "OUT " + instruction.Op1Register.ToString().ToUpperInvariant(),
        _ => MnemonicOf(instruction),
    };

    private static string MoveForm(in Instruction instruction) => instruction.Code switch
    {
        Code.Mov_r64_cr or Code.Mov_r32_cr => "MOV r64, " + instruction.Op1Register.ToString().ToUpperInvariant(),
        Code.Mov_cr_r64 or Code.Mov_cr_r32 => $"MOV {instruction.Op0Register.ToString().ToUpperInvariant()}, r64",
        Code.Mov_r64_dr or Code.Mov_r32_dr => "MOV r64, DR",
        Code.Mov_dr_r64 or Code.Mov_dr_r32 => "MOV DR, r64",
        _ when IsSegment(instruction, 0) => "MOV Sreg, r/m",
        _ when IsSegment(instruction, 1) => "MOV r/m, Sreg",
        _ => "MOV",
    };

    private static bool IsSegment(in Instruction instruction, int operand) =>
        instruction.GetOpKind(operand) == OpKind.Register && instruction.GetOpRegister(operand).IsSegmentRegister();

    private static string MnemonicOf(in Instruction instruction) => instruction.Mnemonic.ToString().ToUpperInvariant();

    private static HashSet<Mnemonic> IndexMnemonics() => [.. byForm.Keys.Concat(OutOfScope.Mnemonics.Keys)
        .Select(form => (Mnemonic)Enum.Parse(typeof(Mnemonic), form.Split(' ')[0], ignoreCase: true))];

    private static Dictionary<string, Operation> IndexForms() => Operations.All
        .SelectMany(operation => operation.Forms.Split(['|'], StringSplitOptions.RemoveEmptyEntries), (operation, form) => (operation, form))
        .ToDictionary(pair => pair.form, pair => pair.operation, StringComparer.Ordinal);
}
