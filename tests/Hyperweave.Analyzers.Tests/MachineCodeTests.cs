using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Hyperweave.Analyzers.Tests;

/// <summary>What is said of bytes that are called as code.</summary>
public class MachineCodeTests
{
    [Theory]
    [InlineData("90 FA C3", "In 'Code' at offset 0x1, CLI is privileged: disables maskable interrupts; no build rewrites machine code in data. Call Cpu.Cli instead.")]
    [InlineData("0F 22 D8 C3", "In 'Code' at offset 0x0, MOV CR3, r64 is privileged: switches the page tables and forgets translations; no build rewrites machine code in data. Call Cpu.WriteCr3 instead.")]
    [InlineData("9C 58 C3", "In 'Code' at offset 0x0, PUSHF is sensitive-unprivileged: stores RFLAGS with the real interrupt flag, not the kernel's; no build rewrites machine code in data. Call Cpu.Pushf instead.")]
    [InlineData("0F 01 CF", "In 'Code' at offset 0x0, ENCLS is privileged: enclaves belong to the host (Intel SGX); no build rewrites machine code in data. Leave it out: nothing replaces it.")]
    [InlineData("CD 80 C3", "In 'Code' at offset 0x0, INT is sensitive-unprivileged: calls a gate of the interrupt descriptor table, here the host's; no build rewrites machine code in data. Leave it out: a paravirtual kernel calls its handler directly; user programs use the system-call entry.")]
    [InlineData("48 CF", "In 'Code' at offset 0x0, IRET is sensitive-unprivileged: returns from a trap, silently ignoring the interrupt flag in the frame; no build rewrites machine code in data. Leave it to Hyperweave.Guest, which has a form that the build replaces.")]
    [InlineData("90 06 C3", "In 'Code' at offset 0x1, the bytes are no instruction, so that nobody can tell what they and the rest do. Correct them, or keep data apart from the code.")]
    [InlineData("48 8B", "In 'Code' at offset 0x0, the bytes are no instruction, so that nobody can tell what they and the rest do. Correct them, or keep data apart from the code.")]
    public async Task The_message_names_offset_instruction_class_and_what_to_do(string bytes, string message)
    {
        var code = string.Join(", ", bytes.Split(' ').Select(value => "0x" + value));
        var compilation = Compiler.Compile($$"""
            using System;
            static unsafe class Kernel
            {
                static ReadOnlySpan<byte> Code => [{{code}}];
                static void Main() { fixed (byte* code = Code) ((delegate* unmanaged<void>)code)(); }
            }
            """);
        var found = Assert.Single(await Compiler.Analyze(compilation, AnalyzerCase.GuestOptions));
        Assert.Equal(("HV0010", message), (found.Id, found.GetMessage()));
    }

    [Theory]
    [InlineData("public static ReadOnlySpan<byte> Code => [0xFA, 0xC3];")]
    [InlineData("public static readonly byte[] Code = { 0xFA, 0xC3 };")]
    [InlineData("public static byte[] Code { get; } = new byte[] { 0xFA, 0xC3 };")]
    public async Task Bytes_of_another_file_are_read(string declaration)
    {
        var compilation = Compiler.CompileUnchecked("""
            static unsafe class Kernel
            {
                static void Main() { fixed (byte* code = Blobs.Code) ((delegate* unmanaged<void>)code)(); }
            }
            """);
        var blobs = CSharpSyntaxTree.ParseText($$"""using System; static class Blobs { {{declaration}} }""", Compiler.ParseOptions, "Blobs.cs");
        var found = Assert.Single(await Compiler.Analyze(Compiler.WithoutErrors(compilation.AddSyntaxTrees(blobs)), AnalyzerCase.GuestOptions));
        Assert.StartsWith("In 'Code' at offset 0x0, CLI is privileged", found.GetMessage());
    }
}
