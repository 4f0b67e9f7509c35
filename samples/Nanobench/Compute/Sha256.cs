using System;
using System.Numerics;

namespace Nanobench.Compute;

/// <summary>SHA-256 (FIPS 180-4) of 5 MiB.</summary>
internal static class Sha256
{
    private const int BlockBytes = 64;
    private const int Rounds = 64;
    private const int DataBytes = 64 * 1024;
    private const int Passes = 80;

    private static byte[]? s_data;
    private static byte[]? s_padding;
    private static uint[]? s_schedule;
    private static uint[]? s_hash;

    // The fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2).
    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private static ReadOnlySpan<uint> Initial =>
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    public static void Prepare()
    {
        s_schedule = new uint[Rounds];
        s_hash = new uint[Initial.Length];
        s_padding = Padding((ulong)DataBytes * Passes * 8);
        s_data = new byte[DataBytes];
        var generator = new Generator(256);
        for (var index = 0; index < DataBytes; index++)
            s_data[index] = (byte)generator.Next();
    }

    /// <summary>The first 64 bits of the hash of the data, repeated.</summary>
    public static ulong Run(int operations)
    {
        var hash = s_hash!;
        for (var index = 0; index < hash.Length; index++)
            hash[index] = Initial[index];
        for (var pass = 0; pass < Passes; pass++)
        {
            for (var offset = 0; offset < DataBytes; offset += BlockBytes)
                AddBlock(hash, s_schedule!, new ReadOnlySpan<byte>(s_data, offset, BlockBytes));
        }
        AddBlock(hash, s_schedule!, s_padding);
        return ((ulong)hash[0] << 32) | hash[1];
    }

    // The last block of a message of whole blocks: a one bit, zeros, the message's length in bits (5.1.1).
    private static byte[] Padding(ulong bits)
    {
        var block = new byte[BlockBytes];
        block[0] = 0x80;
        for (var index = 0; index < sizeof(ulong); index++)
            block[BlockBytes - 1 - index] = (byte)(bits >> (8 * index));
        return block;
    }

    private static void AddBlock(uint[] hash, uint[] schedule, ReadOnlySpan<byte> block)
    {
        Expand(schedule, block);
        uint a = hash[0], b = hash[1], c = hash[2], d = hash[3], e = hash[4], f = hash[5], g = hash[6], h = hash[7];
        for (var round = 0; round < Rounds; round++)
        {
            var s1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            var choice = (e & f) ^ (~e & g);
            var first = h + s1 + choice + Constants[round] + schedule[round];
            var s0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            var majority = (a & b) ^ (a & c) ^ (b & c);
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + s0 + majority);
        }
        hash[0] += a;
        hash[1] += b;
        hash[2] += c;
        hash[3] += d;
        hash[4] += e;
        hash[5] += f;
        hash[6] += g;
        hash[7] += h;
    }

    private static void Expand(uint[] schedule, ReadOnlySpan<byte> block)
    {
        for (var word = 0; word < 16; word++)
            schedule[word] = BigEndian(block, word * 4);
        for (var word = 16; word < Rounds; word++)
        {
            var near = schedule[word - 15];
            var s0 = BitOperations.RotateRight(near, 7) ^ BitOperations.RotateRight(near, 18) ^ (near >> 3);
            var far = schedule[word - 2];
            var s1 = BitOperations.RotateRight(far, 17) ^ BitOperations.RotateRight(far, 19) ^ (far >> 10);
            schedule[word] = schedule[word - 16] + s0 + schedule[word - 7] + s1;
        }
    }

    private static uint BigEndian(ReadOnlySpan<byte> bytes, int offset) =>
        ((uint)bytes[offset] << 24) | ((uint)bytes[offset + 1] << 16) | ((uint)bytes[offset + 2] << 8) | bytes[offset + 3];
}
