using System.Reflection.PortableExecutable;
using Xunit;

namespace Hyperweave.Rewriting.Tests;

/// <summary>Files that are no assembly, or a damaged one: a message, never a crash or a hang.</summary>
public class HostileInputTests
{
    private const int Mutations = 300;
    private static readonly TimeSpan limitOfOne = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData("")]
    [InlineData("MZ")]
    [InlineData("this is a text file that somebody renamed to .dll")]
    public void A_file_that_is_no_assembly_is_an_error(string content)
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load("Nothing"));
        File.WriteAllText(options.InputPath, content);
        var message = Assert.Single(Rewriter.Rewrite(options).Messages);
        Assert.Equal(("HV0100", options.InputPath), (message.Id, message.File));
    }

    [Fact]
    public void A_truncated_assembly_is_an_error_at_every_length()
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load("GuestApi"));
        var whole = File.ReadAllBytes(options.InputPath);
        var end = EndOfMetadata(whole);
        for (var length = 0; length < end; length += 97)
        {
            File.WriteAllBytes(options.InputPath, whole[..length]);
            Assert.False(Rewriter.Rewrite(options).Success);
        }
    }

    /// <summary>Damage anywhere: the rewrite may fail or, where the damage does not matter, succeed; it must come back.</summary>
    [Fact]
    public async Task A_damaged_assembly_never_crashes_the_rewriter()
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(RewriterCase.Load("GuestApi"));
        var whole = File.ReadAllBytes(options.InputPath);
        var random = new Random(20261120);
        for (var round = 0; round < Mutations; round++)
        {
            File.WriteAllBytes(options.InputPath, Damage(whole, random, changes: 1 + round % 8));
            var rewrite = Task.Run(() => Rewriter.Rewrite(options));
            Assert.Same(rewrite, await Task.WhenAny(rewrite, Task.Delay(limitOfOne)));
            await rewrite;
        }
    }

    private static byte[] Damage(byte[] whole, Random random, int changes)
    {
        var damaged = (byte[])whole.Clone();
        for (; changes > 0; changes--)
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        return damaged;
    }

    private static int EndOfMetadata(byte[] image)
    {
        using var reader = new PEReader(new MemoryStream(image));
        return reader.PEHeaders.MetadataStartOffset + reader.PEHeaders.MetadataSize;
    }
}
