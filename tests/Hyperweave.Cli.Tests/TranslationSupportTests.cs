using Hyperweave.Rewriting.Reporting;
using Hyperweave.Vmm.Engines.Translation;
using Iced.Intel;

namespace Hyperweave.Cli.Tests;

/// <summary>The catalogue and the translation engine's tables are written apart from each other; here they meet.</summary>
public class TranslationSupportTests
{
    /// <summary>Every mnemonic that stands alone as a form of an operation that must not run as it is, and those out of scope.</summary>
    public static TheoryData<string> Mnemonics => new(CatalogueReport.Entries.Where(entry => entry.Class != "innocuous-but-slow")
        .SelectMany(entry => entry.Forms).Where(form => !form.Contains(' ', StringComparison.Ordinal)).Concat(CatalogueReport.OutOfScope.Keys));

    [Theory]
    [MemberData(nameof(Mnemonics))]
    public void No_operation_reaches_the_processor_as_it_is(string mnemonic)
    {
        var codes = Enum.GetValues<Code>().Where(code => string.Equals(code.Mnemonic().ToString(), mnemonic, StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.NotEmpty(codes);
        Assert.All(codes, code => Assert.NotEqual(TranslationAnswer.AsItIs, TranslationSupport.Of(new Instruction { Code = code })));
    }
}
