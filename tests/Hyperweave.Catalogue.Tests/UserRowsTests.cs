using Xunit;

namespace Hyperweave.Catalogue.Tests;

public class UserRowsTests
{
    [Fact]
    public void Rows_comments_and_empty_lines_are_read()
    {
        var (rows, errors) = UserRows.Parse("// my kernel\r\n\r\nmy_cli;cli // the one in boot.asm\nM:K.Io.Out(System.UInt16,System.Byte);out8\nhttp://x;innocuous\n", "K.Operations.txt");
        Assert.Empty(errors);
        Assert.Equal([("my_cli", "cli"), ("M:K.Io.Out(System.UInt16,System.Byte)", "out8"), ("http://x", "innocuous")], rows.Select(row => (row.Key, row.Operation)));
    }

    [Theory]
    [InlineData("cli", 1, 1, "not of the form")]
    [InlineData("\n  my_cli;CLI", 2, 3, "did you mean 'cli'?")]
    [InlineData("my_cli;frobnicate", 1, 1, "no operation of the catalogue")]
    [InlineData(";cli", 1, 1, "is missing")]
    [InlineData("a;b;c", 1, 1, "not of the form")]
    [InlineData("T:My.Type;cli", 1, 1, "begins with 'M:'")]
    [InlineData("a;cli\na;sti", 2, 1, "already")]
    public void A_malformed_line_is_named(string text, int line, int column, string message)
    {
        var (_, errors) = UserRows.Parse(text, "K.Operations.txt");
        var error = Assert.Single(errors);
        Assert.Equal(("K.Operations.txt", line, column), (error.File, error.Line, error.Column));
        Assert.Contains(message, error.Message);
    }
}
