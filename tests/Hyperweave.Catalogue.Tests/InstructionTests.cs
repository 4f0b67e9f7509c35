using Iced.Intel;
using Xunit;

namespace Hyperweave.Catalogue.Tests;

/// <summary>Iced as an independent judge of which instructions need a row.</summary>
public class InstructionTests
{
    /// <summary>Every 64-bit instruction that Iced marks privileged, or that may need privilege.</summary>
    public static TheoryData<Code> PrivilegedCodes => new(Enum.GetValues<Code>()
        .Where(code => code.ToOpCode() is { Mode64: true } form && (form.IsPrivileged || form.MayRequireCpl0)));

    [Theory]
    [MemberData(nameof(PrivilegedCodes))]
    public void A_privileged_code_is_forbidden_in_a_paravirtual_image(Code code)
    {
        var instruction = Example(code);
        Assert.True(SensitiveInstructions.IsForbidden(instruction, out var reason), SensitiveInstructions.FormOf(instruction));
        Assert.NotEmpty(reason);
    }

    /// <summary>Robin and Irvine's forms, assembled; the operand-less ones too.</summary>
    [Theory]
    [InlineData("sgdt", "0F 01 00")]
    [InlineData("sidt", "0F 01 08")]
    [InlineData("sldt", "0F 00 C0")]
    [InlineData("smsw", "0F 01 E0")]
    [InlineData("str", "0F 00 C8")]
    [InlineData("pushf", "9C")]
    [InlineData("popf", "9D")]
    [InlineData("pushf", "66 9C")]
    [InlineData("lar", "0F 02 C1")]
    [InlineData("lsl", "0F 03 C1")]
    [InlineData("verr", "0F 00 E0")]
    [InlineData("verw", "0F 00 E8")]
    [InlineData("load-segments", "0F A1")]
    [InlineData("load-segments", "8E D8")]
    [InlineData("read-segment", "0F A0")]
    [InlineData("read-segment", "8C C8")]
    [InlineData("far-call", "FF 18")]
    [InlineData("far-jmp", "FF 28")]
    [InlineData("far-ret", "CB")]
    [InlineData("int-n", "CD 80")]
    [InlineData("iret", "48 CF")]
    [InlineData("syscall", "0F 05")]
    [InlineData("out8", "EE")]
    [InlineData("in32", "ED")]
    [InlineData("outs8", "F3 6E")]
    [InlineData("write-cr3", "0F 22 D8")]
    [InlineData("read-cr2", "0F 20 D0")]
    [InlineData("write-cr8", "44 0F 22 C0")]
    [InlineData("write-segment-base", "F3 48 0F AE D8")]
    public void An_instruction_has_its_row(string operation, string bytes)
    {
        var decoder = Decoder.Create(64, Convert.FromHexString(bytes.Replace(" ", "")));
        Assert.Equal(operation, SensitiveInstructions.Find(decoder.Decode())?.Id);
    }

    [Theory]
    [InlineData("48 89 C8")]
    [InlineData("50")]
    [InlineData("E8 00 00 00 00")]
    [InlineData("FF D0")]
    [InlineData("C3")]
    [InlineData("F3 90")]
    [InlineData("CC")]
    [InlineData("0F AE 00")]
    public void An_innocuous_instruction_is_allowed(string bytes)
    {
        var decoder = Decoder.Create(64, Convert.FromHexString(bytes.Replace(" ", "")));
        Assert.False(SensitiveInstructions.IsForbidden(decoder.Decode(), out var reason), reason);
    }

    /// <summary>A code with the operands on which its row may depend.</summary>
    private static Instruction Example(Code code)
    {
        var instruction = default(Instruction);
        instruction.Code = code;
        var form = code.ToOpCode();
        for (var operand = 0; operand < form.OpCount; operand++)
        {
            if (RegisterOf(form.GetOpKind(operand)) is not (not Register.None and var register))
                continue;
            instruction.SetOpKind(operand, OpKind.Register);
            instruction.SetOpRegister(operand, register);
        }

        return instruction;
    }

    private static Register RegisterOf(OpCodeOperandKind kind) => kind switch
    {
        OpCodeOperandKind.cr_reg => Register.CR3,
        OpCodeOperandKind.dr_reg => Register.DR7,
        OpCodeOperandKind.al => Register.AL,
        OpCodeOperandKind.ax => Register.AX,
        OpCodeOperandKind.eax => Register.EAX,
        OpCodeOperandKind.dx => Register.DX,
        _ => Register.None,
    };
}
