using System;
using Hyperweave.Guest;

namespace Nanobench.Io;

/// <summary>One mebibyte of short lines to the console.</summary>
internal static class ConsoleOutput
{
    public const int Bytes = 1 << 20;
    private const int LineBytes = 64;
    private const int BlockBytes = 4096;

    private static byte[]? s_block;

    public static void Prepare()
    {
        s_block = new byte[BlockBytes];
        for (var index = 0; index < BlockBytes; index++)
            s_block[index] = index % LineBytes == LineBytes - 1 ? (byte)'\n' : (byte)'.';
    }

    public static ulong WriteMegabyte(int operations)
    {
        ulong written = 0;
        for (; written < Bytes; written += BlockBytes)
            Platform.ConsoleWrite(s_block);
        return written;
    }
}
