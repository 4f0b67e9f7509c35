using System.Diagnostics;

namespace Hyperweave.EndToEnd.Tests.Linux;

/// <summary>Static programs from tests/Cases/linux.</summary>
internal static class CProgram
{
    /// <summary>Compiles NAME.c into the folder; without a compiler the test is skipped.</summary>
    /// <param name="options">Of gcc, between blanks.</param>
    /// <returns>The program's path.</returns>
    internal static string Build(DirectoryInfo folder, string name, string options)
    {
        Skip.If(CommandLine.Find("gcc") is null, "gcc is not installed");
        string source = Path.Combine(AppContext.BaseDirectory, "Cases", $"{name}.c"), program = Path.Combine(folder.FullName, name);
        using var compiler = Process.Start("gcc", [.. options.Split(' '), "-static", "-o", program, source]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return program;
    }
}
