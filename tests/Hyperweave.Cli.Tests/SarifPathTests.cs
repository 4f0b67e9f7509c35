using Hyperweave.Cli.Scan;

namespace Hyperweave.Cli.Tests;

/// <summary>Paths as URIs, RFC 8089 its appendix E for those of Windows.</summary>
public sealed class SarifPathTests
{
    [Theory]
    [InlineData("/src/Kernel.cs", "file:///src/Kernel.cs")]
    [InlineData("/a b/Kärnel.cs", "file:///a%20b/K%C3%A4rnel.cs")]
    [InlineData("src/a b.cs", "src/a%20b.cs")]
    [InlineData(@"C:\src\Kernel.cs", "file:///C:/src/Kernel.cs")]
    [InlineData("C:/src/Kernel.cs", "file:///C:/src/Kernel.cs")]
    [InlineData(@"C:\Anna Müller\Kernel.cs", "file:///C:/Anna%20M%C3%BCller/Kernel.cs")]
    [InlineData(@"\\server\share\Kernel.cs", "file://server/share/Kernel.cs")]
    public void A_path_becomes_a_URI(string path, string uri) => Assert.Equal(uri, ScanSarif.UriOf(path));
}
