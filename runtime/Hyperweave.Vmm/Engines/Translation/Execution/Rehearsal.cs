using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Emits, for nothing, instructions of the kinds that the first tier gives to the decoder and the emitter: what .NET resolves at the first
/// call of each method, and the tables that are built then, would cost the processor's thread a tenth of its translation of a Linux boot.
/// </summary>
internal static class Rehearsal
{
    private static readonly byte[] Code =
    [
        0xF3, 0x48, 0xAB, // REP STOSQ
        0xA4, // MOVSB
        0x0F, 0xA3, 0x07, // BT [RDI], EAX
        0xF0, 0x48, 0x0F, 0xAB, 0x17, // LOCK BTS [RDI], RDX
        0xF0, 0x48, 0x0F, 0xC7, 0x0F, // LOCK CMPXCHG16B [RDI]
        0x66, 0x44, 0x89, 0x64, 0x88, 0x10, // MOV [RAX+RCX*4+16], R12W
        0x48, 0x8D, 0x64, 0x04, 0x08, // LEA RSP, [RSP+RAX+8]
        0x9C, 0x9D, 0xFA, 0xFB, 0xC9, // PUSHF, POPF, CLI, STI, LEAVE
        0x0F, 0x31, // RDTSC
        0x0F, 0x01, 0xF8, // SWAPGS
        0xE6, 0x80, 0xEC, // OUT 128, AL; IN AL, DX
        0x0F, 0xA2, // CPUID
        0x0F, 0x22, 0xD8, // MOV CR3, RAX
        0xE3, 0x00, // JRCXZ
    ];

    /// <param name="emitter">Its assembler has been started.</param>
    internal static void Play(Emitter emitter)
    {
        var offered = new OfferedInstructions([]);
        var decoder = Decoder.Create(64, Code, offered.DecoderOptions);
        var region = new Region(new CodeSpace(isUser: false, isShared: false, isSoft: false, floatingMode: 0, tableIndex: 0), RegisterPlan.Canonical);
        for (int probe = 0; decoder.IP < (ulong)Code.Length;)
        {
            decoder.Decode(out var instruction);
            offered.Apply(ref instruction);
            if (InstructionClasses.Of(instruction) != InstructionClass.Undefined) emitter.EmitAlone(region, instruction, takesShadow: false, ref probe);
        }
    }
}
