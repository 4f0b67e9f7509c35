using Hyperweave.Vmm;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Operations;
using Iced.Intel;
using Xunit;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>Every encoding that the virtual processor's CPUID does not offer is #UD in the guest, whatever the host has.</summary>
public sealed class WithheldTests
{
    private const int Tries = 64;

    [Theory]
    [InlineData(ProcessorLevel.V2)]
    [InlineData(ProcessorLevel.V3)]
    [InlineData(ProcessorLevel.Host)]
    public void WhatIsNotOfferedIsUndefined(ProcessorLevel level)
    {
        var wrong = new List<string>();
        using var side = new TranslatedSide(level);
        int executed = 0;
        ProcessorThread.Run(side.Context, () =>
        {
            foreach (var code in Encodings.Withheld(level))
            {
                var forms = new[] { Form(code, prefersMemory: false), Form(code, prefersMemory: true) };
                if (forms.All(form => form is null)) wrong.Add($"{code}: no form can be encoded");
                foreach (var form in forms.OfType<Sequence>())
                {
                    executed++;
                    var outcome = side.Run(form);
                    if (outcome is not { Vector: ExceptionVector.UD, Rip: Arena.Code, Stop: null }) wrong.Add($"{code}: {form} ; {outcome}");
                }
            }
        });
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Prepend($"{wrong.Count} of {executed} forms:")));
    }

    private static Sequence? Form(Code code, bool prefersMemory)
    {
        var random = new Random((int)code);
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            var body = new Operands(random).Choose(code, prefersMemory);
            if (code.ToOpCode().RequireOpMaskRegister) body.OpMask = Register.K1;
            new MemoryOperands(random, InitialState.Registers(1)).Place(ref body);
            if (code.ToOpCode().AddressSize == 32 && body.MemoryBase != Register.None) body.MemoryBase = Register.EBX;
            if (PartEncoder.Encode([new Part([], body, 0)]) is { } bytes) return new Sequence(1, bytes);
        }
        return null;
    }
}
