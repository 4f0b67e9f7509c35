namespace Hyperweave.Rewriting.Tests.Corpus;

/// <summary>One rewrite of an assembly of the corpus, in a folder of its own.</summary>
internal sealed class CorpusRewrite : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hyperweave-corpus-");

    public CorpusRewrite(string name, Func<string, IEnumerable<string>> rows, Improvements improvements = Improvements.All)
    {
        var input = CorpusAssemblies.PathOf(name);
        var operations = Path.Combine(folder.FullName, "Corpus.Operations.txt");
        File.WriteAllLines(operations, rows(input));
        Options = new RewriteOptions
        {
            InputPath = input,
            OutputPath = Path.Combine(folder.FullName, name),
            OperationsFiles = [operations],
            References = CorpusAssemblies.Files,
            Improvements = improvements,
        };
        Result = Rewriter.Rewrite(Options);
    }

    public RewriteOptions Options { get; }

    public RewriteResult Result { get; }

    public void Dispose() => folder.Delete(recursive: true);
}
