using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Hyperweave.Rewriting.Tests.Corpus;

namespace Hyperweave.Rewriting.Cost;

/// <summary>Time and memory of one rewrite with sites (<see cref="MarkerRows"/>), and time of one that finds none.</summary>
internal static class Measurement
{
    private const int Rounds = 5;

    private static readonly string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>The framework's largest assemblies of IL, but for the one that defines the processor's intrinsics.</summary>
    public static IEnumerable<string> Largest(int number) => Directory.GetFiles(framework, "*.dll")
        .Where(path => Path.GetFileName(path) != "System.Private.CoreLib.dll" && IsAssembly(path))
        .OrderByDescending(path => new FileInfo(path).Length)
        .Take(number);

    /// <summary>One line of the table. Memory is the process's peak above what it had at the start, after the first round.</summary>
    public static string Of(string path)
    {
        var folder = Directory.CreateTempSubdirectory("hyperweave-cost-");
        var marked = Options(path, folder, "marked", MarkerRows.Of(path));
        var plain = Options(path, folder, "plain", MarkerRows.None(path));
        var before = PeakBytes();
        Rewriter.Rewrite(marked);
        var memory = (double)(PeakBytes() - before) / new FileInfo(path).Length;
        var instructions = Instructions(path);
        var line = $"{Path.GetFileName(path),-42} {instructions,15:N0} {instructions / Median(marked) / 1e6,10:F1} {instructions / Median(plain) / 1e6,14:F1} {memory,15:F1}";
        folder.Delete(recursive: true);
        return line;
    }

    private static RewriteOptions Options(string path, DirectoryInfo folder, string name, IEnumerable<string> rows)
    {
        var operations = Path.Combine(folder.FullName, name + ".Operations.txt");
        File.WriteAllLines(operations, rows);
        return new RewriteOptions
        {
            InputPath = path,
            OutputPath = Path.Combine(folder.FullName, name + ".dll"),
            OperationsFiles = [operations],
            References = Directory.GetFiles(framework, "*.dll"),
        };
    }

    /// <summary>Seconds.</summary>
    private static double Median(RewriteOptions options)
    {
        var times = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            if (!Rewriter.Rewrite(options).Success)
                throw new InvalidOperationException($"{options.InputPath} was not rewritten");
            times[round] = watch.Elapsed.TotalSeconds;
        }

        return times.Order().ElementAt(Rounds / 2);
    }

    private static int Instructions(string path)
    {
        using var module = Mono.Cecil.ModuleDefinition.ReadModule(path);
        return module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).Sum(method => method.Body.Instructions.Count);
    }

    private static bool IsAssembly(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        return image.HasMetadata && image.GetMetadataReader().IsAssembly;
    }

    /// <summary>The process's peak of resident memory; Linux counts it in KiB.</summary>
    private static long PeakBytes() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
