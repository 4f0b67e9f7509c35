using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>General registers of <see cref="CpuState"/> by the decoder's names, with their parts (Intel SDM 1 3.4.1.1).</summary>
internal static unsafe class GuestRegisters
{
    internal static int Number(Register register) => register switch
    {
        >= Register.RAX and <= Register.R15 => register - Register.RAX,
        >= Register.EAX and <= Register.R15D => register - Register.EAX,
        _ => register.GetFullRegister() - Register.RAX,
    };

    internal static ulong Read(CpuState* cpu, Register register)
    {
        ulong value = cpu->Gpr[Number(register)];
        if (IsHighByte(register)) return (byte)(value >> 8);
        return Truncate(value, register.GetSize());
    }

    /// <summary>A 32-bit write clears the upper half; 16- and 8-bit writes keep the rest.</summary>
    internal static void Write(CpuState* cpu, Register register, ulong value)
    {
        ref ulong place = ref cpu->Gpr[Number(register)];
        place = register.GetSize() switch
        {
            8 => value,
            4 => (uint)value,
            2 => place & ~0xFFFFUL | (ushort)value,
            _ when IsHighByte(register) => place & ~0xFF00UL | (ulong)(byte)value << 8,
            _ => place & ~0xFFUL | (byte)value,
        };
    }

    /// <summary>The registers below 2^32, by bit.</summary>
    internal static ushort Narrow(CpuState* cpu)
    {
        int narrow = 0;
        for (int number = 0; number < 16; number++) narrow |= cpu->Gpr[number] <= uint.MaxValue ? 1 << number : 0;
        return (ushort)narrow;
    }

    internal static bool IsHighByte(Register register) => register is Register.AH or Register.CH or Register.DH or Register.BH;

    internal static ulong Truncate(ulong value, int size) => size switch { 8 => value, 4 => (uint)value, 2 => (ushort)value, _ => (byte)value };
}
