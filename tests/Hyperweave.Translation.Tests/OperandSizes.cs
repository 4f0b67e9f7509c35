using Hyperweave.Vmm.Engines.Translation;
using Iced.Intel;
using Xunit;

namespace Hyperweave.Translation.Tests;

/// <summary>What the first tier takes an operand's size and direction to be, against Iced's tables: all opcodes that it moves by itself.</summary>
public sealed unsafe class OperandSizes
{
    private static readonly byte[][] Prefixes = [[], [0x66], [0xF3], [0xF2], [0x48], [0x66, 0x48], [0xF3, 0x48], [0xF2, 0x48]];

    [Fact]
    public void OfEveryOpcodeAreThoseOfItsMemory()
    {
        int seen = 0;
        var wrong = new List<string>();
        foreach (byte[] prefix in Prefixes)
        {
            for (int opcode = 0; opcode < 512; opcode++)
            {
                for (int extension = 0; extension < 8; extension++) seen += Compare([.. prefix, .. OpcodeBytes(opcode), (byte)(extension << 3 | 7)], wrong);
            }
        }
        Assert.Empty(wrong);
        Assert.InRange(seen, 2000, int.MaxValue);
    }

    private static byte[] OpcodeBytes(int opcode) => opcode < 256 ? [(byte)opcode] : [0x0F, (byte)opcode];

    /// <returns>How many were compared: 0 or 1.</returns>
    private static int Compare(byte[] code, List<string> wrong)
    {
        var padded = new byte[32];
        code.CopyTo(padded, 0);
        fixed (byte* at = padded)
        {
            if (!GuestBytes.TryRead(at, Forms.Table, out var bytes) || !bytes.HasMemory || (bytes.Form & (Form.Special | Form.Nothing)) != 0) return 0;
            var instruction = Decoder.Create(64, padded).Decode();
            // 66 63 moves 16 bits; four are looked up, since the manuals of the makers differ there.
            if (instruction.IsInvalid || instruction.Code == Code.Movsxd_r16_rm16) return 0;
            int size = instruction.MemorySize.GetSize();
            var access = new InstructionInfoFactory().GetInfo(instruction).GetUsedMemory().Single().Access;
            bool writes = access is not (OpAccess.Read or OpAccess.CondRead);
            if (OperandSize.Of(bytes) != size) wrong.Add($"{Convert.ToHexString(code)} {instruction}: {OperandSize.Of(bytes)} bytes, not {size}");
            if ((bytes.Form & Form.WritesRm) != 0 != writes) wrong.Add($"{Convert.ToHexString(code)} {instruction}: {access}");
            return 1;
        }
    }
}
