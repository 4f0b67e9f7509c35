using System.Runtime.InteropServices;
using Hyperweave.Vmm;

namespace Hyperweave.Translation.Tests.Differential;

/// <summary>The processor's and the arena's state before a sequence, all of it made from one number.</summary>
internal static unsafe class InitialState
{
    private const int MasterBytes = 1 << 16;
    private static readonly byte[] Master = BuildMaster();

    /// <summary>General registers as the sequence will find them; many point into the arena.</summary>
    internal static ulong[] Registers(int seed)
    {
        var random = new Random(seed);
        var registers = new ulong[16];
        for (int number = 0; number < 16; number++) registers[number] = random.Next(2) == 0 ? Arena.Target(random, 16) : Word(random);
        registers[4] = random.Next(8) == 0 ? Arena.Target(random, 8) : Arena.Stack + (ulong)random.Next(64) * 8;
        return registers;
    }

    internal static void Fill(CpuState* cpu, int seed)
    {
        var registers = Registers(seed);
        for (int number = 0; number < 16; number++) cpu->Gpr[number] = registers[number];
        var random = new Random(~seed);
        cpu->Rflags = 2 | (ulong)random.Next() & 0x8D5 | (random.Next(8) == 0 ? Rflags.DF : 0);
        FillFloating(cpu->Fxsave, random);
        for (int word = 0; word < 32; word++) ((ulong*)cpu->YmmHigh)[word] = Word(random);
    }

    /// <summary>The bytes of one page of the arena.</summary>
    internal static ReadOnlySpan<byte> Page(int seed, int page)
    {
        int start = (int)((uint)(seed * 0x9E37 + page * 0x3779) % (MasterBytes / 16)) * 16;
        return Master.AsSpan(start, Arena.PageBytes);
    }

    /// <summary>FXSAVE64's image (Intel SDM 1 10.5.1): control, status, tag, MXCSR, x87 or MMX registers, XMM registers.</summary>
    private static void FillFloating(byte* image, Random random)
    {
        new Span<byte>(image, 416).Clear();
        bool plain = random.Next(4) != 0;
        *(ushort*)image = (ushort)(plain ? 0x37F : 0x340 | random.Next(0x40) | random.Next(4) << 10);
        *(ushort*)(image + 2) = (ushort)(random.Next(8) << 11);
        image[4] = (byte)random.Next(256);
        *(uint*)(image + 24) = plain ? 0x1F80u : (uint)(random.Next(0x400) << 6 | 0x40 & random.Next());
        for (int register = 0; register < 8; register++)
        {
            *(ulong*)(image + 32 + register * 16) = Word(random);
            *(ushort*)(image + 40 + register * 16) = random.Next(3) == 0 ? (ushort)0xFFFF : (ushort)(0x3FFF + random.Next(-40, 40) | random.Next(2) << 15);
        }
        for (int word = 0; word < 32; word++) *(ulong*)(image + 160 + word * 8) = Word(random);
    }

    /// <summary>Values at which arithmetic turns: borders of the widths, ordinary and odd floating-point numbers, noise.</summary>
    private static ulong Word(Random random) => random.Next(12) switch
    {
        0 => (ulong)random.Next(-3, 70),
        1 => 1UL << random.Next(64),
        2 => (1UL << random.Next(64)) - 1,
        3 => (uint)random.Next(),
        4 => BitConverter.DoubleToUInt64Bits(random.Next(-1000, 1000)),
        5 => BitConverter.DoubleToUInt64Bits(random.NextDouble() * 1e6),
        6 => (ulong)BitConverter.SingleToUInt32Bits(random.Next(-99, 99)) << 32 | BitConverter.SingleToUInt32Bits(random.NextSingle()),
        7 => 0x7FF0_0000_0000_0000 | (ulong)random.Next() << 21 * random.Next(3),
        8 => (ulong)random.Next() << 20 >> random.Next(32),
        _ => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
    };

    private static byte[] BuildMaster()
    {
        var random = new Random(1);
        var words = new ulong[(MasterBytes + Arena.PageBytes) / 8];
        for (int word = 0; word < words.Length; word++) words[word] = Word(random);
        return MemoryMarshal.AsBytes(words.AsSpan()).ToArray();
    }
}
