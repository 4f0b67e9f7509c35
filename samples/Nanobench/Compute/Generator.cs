namespace Nanobench.Compute;

/// <summary>Numbers that look random and are the same everywhere: xorshift64* (Vigna 2016).</summary>
internal struct Generator(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 32 bits.</summary>
    public uint Next()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (uint)((_state * 0x2545_F491_4F6C_DD1D) >> 32);
    }

    /// <summary>From 0 up to, not including, the bound.</summary>
    public int Below(int bound) => (int)(((ulong)Next() * (ulong)bound) >> 32);
}
