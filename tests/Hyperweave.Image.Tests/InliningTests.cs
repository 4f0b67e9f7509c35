using Hyperweave.Image.Linking;
using Hyperweave.Image.Native;

namespace Hyperweave.Image.Tests;

/// <summary>The bodies of short native functions stand in place of the calls, checked by decoding the image.</summary>
public class InliningTests
{
    [Theory]
    [InlineData("hw_out8", "mov edx,edi; mov eax,esi; out dx,al")]
    [InlineData("hw_in8", "mov edx,edi; xor eax,eax; in al,dx")]
    [InlineData("hw_out16", "mov edx,edi; xchg esi,eax; out dx,ax")]
    [InlineData("hw_cli", "cli; nop dword ptr [rax]")]
    [InlineData("hw_sti_hlt", "sti; hlt; nop dword ptr [rax]")]
    [InlineData("hw_write_cr3", "mov cr3,rdi; xchg ax,ax")]
    [InlineData("hw_pushf", "pushfq; pop rax; nop dword ptr [rax]")]
    [InlineData("hw_outs8", "rep outsb; nop dword ptr [rax]")]
    public void Unmodified(string function, string expected)
    {
        var code = CodeOfCaller(ImageKind.Unmodified, function);
        Assert.StartsWith(expected.Replace("; nop", ""), code.Replace("; nop", ""));
        Assert.DoesNotContain("call", code);
    }

    [Theory]
    [InlineData("hw_out8")]
    [InlineData("hw_cli")]
    [InlineData("hw_write_cr3")]
    public void Paravirtual_keeps_the_call(string function) => Assert.StartsWith("call ", CodeOfCaller(ImageKind.Paravirtual, function));

    [Theory]
    [InlineData(ImageKind.Unmodified)]
    [InlineData(ImageKind.Paravirtual)]
    public void The_shared_page_costs_one_instruction(ImageKind kind) => Assert.Matches("^mov eax,[0-9A-F]+h; ret", CodeOfCaller(kind, "hw_shared_page"));

    [Theory]
    [InlineData("hw_cpuid")]
    [InlineData("hw_rdtsc")]
    [InlineData("hw_switch")]
    [InlineData("hw_load_segments")]
    public void Long_bodies_are_called(string function) => Assert.StartsWith("call ", CodeOfCaller(ImageKind.Unmodified, function));

    private static string CodeOfCaller(ImageKind kind, string function)
    {
        var guest = StandIns.Guest(kind, more => more.Function("caller", (a, symbols) => { a.call(symbols[function]); a.ret(); }));
        var image = ImageReader.Read(Linker.Link(kind, [guest], NativeLibrary.Build(kind), new ReadableNames()).Image);
        return string.Join("; ", image.Instructions("caller").Select(instruction => instruction.ToString()));
    }
}
