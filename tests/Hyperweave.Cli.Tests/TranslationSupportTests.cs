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
        var codes = CodesOf(mnemonic).ToList();
        Assert.NotEmpty(codes);
        Assert.All(codes, code => Assert.NotEqual(TranslationAnswer.AsItIs, TranslationSupport.Of(new Instruction { Code = code })));
    }

    /// <summary>Every mnemonic that stands alone as a form of a row, with what the row says of it.</summary>
    public static IEnumerable<object[]> Rows => CatalogueReport.Entries
        .SelectMany(entry => entry.Forms, (entry, form) => new object[] { form, entry.FullVirtualization }).Where(row => !((string)row[0]).Contains(' ', StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_row_says_what_the_engine_does_in_64_bit_code(string mnemonic, string expected)
    {
        // SYSRET without REX.W returns to 32-bit code.
        var answers = CodesOf(mnemonic).Where(code => code != Code.Sysretd && code.ToOpCode() is { Mode64: true, OperandSize: 0 or 64 })
            .Select(code => TranslationSupport.Of(new Instruction { Code = code, CodeSize = CodeSize.Code64 }));
        Assert.All(answers, answer => Assert.Equal(expected, Named(answer)));
    }

    private static string Named(TranslationAnswer answer) => answer switch
    {
        TranslationAnswer.Exit => "byExit",
        TranslationAnswer.Inline => "inLine",
        TranslationAnswer.AsItIs => "asItIs",
        _ => "notOffered",
    };

    private static IEnumerable<Code> CodesOf(string mnemonic) =>
        Enum.GetValues<Code>().Where(code => string.Equals(code.Mnemonic().ToString(), mnemonic, StringComparison.OrdinalIgnoreCase));
}
