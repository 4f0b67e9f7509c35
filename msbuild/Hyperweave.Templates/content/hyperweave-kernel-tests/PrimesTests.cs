using KERNEL_NAMESPACE;

namespace Kernel_1.Tests;

/// <summary>The kernel's code, called as any other code.</summary>
public class PrimesTests
{
    [Theory]
    [InlineData(3, 1)]
    [InlineData(100, 25)]
    [InlineData(20_000, 2262)]
    public void Primes_are_counted(int limit, int count) => Assert.Equal(count, Primes.CountBelow(limit));
}
