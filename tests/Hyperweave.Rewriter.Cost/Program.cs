using System.Diagnostics;
using Hyperweave.Rewriting.Cost;

// What a rewrite costs: dotnet run -c Release --project tests/Hyperweave.Rewriter.Cost -- [FILE.dll …]
// Without files, the largest of the framework's. Each is rewritten in a process of its own, so that its peak of memory is its own.
if (args is ["--one", var file])
{
    Console.WriteLine(Measurement.Of(file));
    return;
}

Console.WriteLine($"{"assembly",-42} {"IL instructions",15} {"million/s",10} {"without sites",14} {"memory / input",15}");
foreach (var path in args is [] ? Measurement.Largest(8) : args)
{
    var start = new ProcessStartInfo(Environment.ProcessPath!, ["--one", path]) { RedirectStandardOutput = true };
    using var child = Process.Start(start)!;
    Console.Write(child.StandardOutput.ReadToEnd());
    child.WaitForExit();
}
