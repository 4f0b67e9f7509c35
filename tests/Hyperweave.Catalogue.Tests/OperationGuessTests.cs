using Xunit;

namespace Hyperweave.Catalogue.Tests;

public class OperationGuessTests
{
    [Theory]
    [InlineData("my_outb", "out8")]
    [InlineData("asm_cli", "cli")]
    [InlineData("kernel_read_cr3", "read-cr3")]
    [InlineData("AsmDisableInterrupts", "cli")]
    [InlineData("KernelWriteCr3", "write-cr3")]
    [InlineData("MyRdmsr", "rdmsr")]
    [InlineData("__cpuid", "cpuid")]
    [InlineData("arch_invlpg_page", "invlpg")]
    [InlineData("x86_wbinvd", "wbinvd")]
    public void The_name_suggests_the_operation_first(string entryPoint, string operation) =>
        Assert.Equal(operation, OperationGuess.For(entryPoint).FirstOrDefault());

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("memset")]
    [InlineData("distinct_min")] // STI and IN, in the middle of words
    [InlineData("")]
    [InlineData("_")]
    public void A_name_that_says_nothing_suggests_nothing(string entryPoint) => Assert.Empty(OperationGuess.For(entryPoint));
}
