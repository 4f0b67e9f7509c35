using System.Diagnostics;
using Hyperweave.Image.Generics;

namespace Hyperweave.Image.Compilation;

/// <summary>What a compilation said.</summary>
/// <param name="Errors">Empty on success.</param>
/// <param name="Output">Everything that the compiler printed.</param>
public sealed record CompilationResult(IReadOnlyList<BuildMessage> Errors, IReadOnlyList<string> Output);

/// <summary>Compiles a guest and the core library to one object with the ahead-of-time compiler of .NET (ilc).</summary>
public static class GuestCompiler
{
    /// <summary>Compiles.</summary>
    /// <param name="compiler">Path of ilc.</param>
    /// <param name="inputs">The assemblies.</param>
    /// <param name="output">The object to write; the arguments go to a response file beside it.</param>
    /// <param name="cancellation">Ends the compiler.</param>
    public static CompilationResult Compile(string compiler, GuestInputs inputs, string output, CancellationToken cancellation = default)
    {
        foreach (var path in inputs.Compiled.Append(compiler))
        {
            if (!File.Exists(path))
                throw new ImageException($"'{path}' does not exist", ImageErrorIds.FileMissing);
        }
        File.Delete(output);
        inputs = GenericVirtualCalls.Resolve(inputs, Path.ChangeExtension(Path.GetFullPath(output), ".resolved"), out var unresolved);
        if (unresolved.Count > 0)
            return new CompilationResult(unresolved, []);
        var responseFile = Path.ChangeExtension(output, ".rsp");
        File.WriteAllLines(responseFile, Arguments(inputs, output));
        var (status, lines) = Run(compiler, responseFile, cancellation);
        var errors = CompilerOutput.Errors(lines, inputs);
        if (errors.Count == 0 && (status != 0 || !File.Exists(output)))
            errors = [new BuildMessage(ImageErrorIds.CompilerFailed, $"ilc ended with status {status}: {string.Join(" ", lines.Take(20))}")];
        return new CompilationResult(errors, lines);
    }

    // The core library is an input, not a reference: only inputs have their exports rooted.
    private static IEnumerable<string> Arguments(GuestInputs inputs, string output) =>
    [
        .. inputs.Compiled.Select(Path.GetFullPath),
        "-r:" + Path.Combine(Path.GetFullPath(inputs.FacadeDirectory), "*.dll"),
        "--systemmodule:" + Path.GetFileNameWithoutExtension(inputs.CoreLibrary),
        "-o:" + Path.GetFullPath(output),
        "-O",
        "-g",
        "--targetos:linux",
        "--targetarch:x64",
        // Thread statics by helper calls: there is no thread pointer in an image.
        "--noinlinetls",
        "--notrimwarn",
        "--noaotwarn",
    ];

    private static (int Status, List<string> Lines) Run(string compiler, string responseFile, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(compiler) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("@" + responseFile);
        using var process = new Process { StartInfo = start };
        var lines = new List<string>();
        process.OutputDataReceived += Collect;
        process.ErrorDataReceived += Collect;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        process.WaitForExit();
        return (process.ExitCode, lines);

        void Collect(object sender, DataReceivedEventArgs received)
        {
            lock (lines)
            {
                if (!string.IsNullOrWhiteSpace(received.Data))
                    lines.Add(received.Data);
            }
        }
    }
}
