using Iced.Intel;
using Xunit;

namespace Hyperweave.Vmm.Tests;

public sealed class InstructionCountsTests
{
    [Fact]
    public void EveryEncodingAndMnemonicHasAPlace()
    {
        Assert.True((int)Enum.GetValues<Code>().Max() < InstructionCounts.Encodings);
        Assert.True((int)Enum.GetValues<Mnemonic>().Max() < InstructionCounts.Encodings);
    }
}
