using System.Diagnostics;
using System.Text.Json;

namespace Hyperweave.Cli;

/// <summary>The files that a guest project's build leaves.</summary>
internal sealed record GuestImages(string Assembly, string Unmodified, string Paravirtual, string Sites);

/// <summary>Builds a guest project with the .NET SDK, as the user would.</summary>
internal static class GuestProject
{
    /// <summary>Whether an argument names a project (a folder or a project file) rather than an image.</summary>
    internal static bool IsProject(string path) => Directory.Exists(path) || path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="GuestProjectException">There is no such project, it does not build, or it is not a guest.</exception>
    internal static GuestImages Build(string path)
    {
        string assembly = BuildAndAskForTarget(path);
        var images = new GuestImages(assembly, Path.ChangeExtension(assembly, ".elf"), Path.ChangeExtension(assembly, ".pv.elf"), Path.ChangeExtension(assembly, ".sites.json"));
        if (!File.Exists(images.Unmodified))
            throw new GuestProjectException($"{path}: the build left no {Path.GetFileName(images.Unmodified)}; does the project reference Hyperweave.Sdk?", isMissing: false);
        return images;
    }

    /// <summary>
    /// Compiles any project, guest or not, and tells how its compiler is called. Nothing is copied to the output folder, so that images
    /// there stay; analyzers are left out, as one of their errors is no reason not to look at the rest.
    /// </summary>
    /// <exception cref="GuestProjectException">There is no such project, it does not compile, or it compiles for several frameworks.</exception>
    internal static CompilerCommandLine Compile(string path)
    {
        RequireExists(path);
        Dotnet(path, "build", path, "-c", "Release", "-nologo", "-v", "quiet", "--tl:off", "-t:Compile", "-p:RunAnalyzers=false");
        return AskForCommandLine(path);
    }

    /// <summary>As an editor asks: a design-time build that stops before the compiler. NonExistentFile makes the compile target run though all is up to date.</summary>
    private static CompilerCommandLine AskForCommandLine(string path)
    {
        string answer = Dotnet(path, "msbuild", path, "-nologo", "-t:Compile", "-p:Configuration=Release", "-p:DesignTimeBuild=true",
            "-p:BuildProjectReferences=false", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-p:NonExistentFile=__none__",
            "-getItem:CscCommandLineArgs", "-getProperty:MSBuildExtensionsPath", "-getProperty:MSBuildProjectDirectory");
        using var document = JsonDocument.Parse(answer);
        var properties = document.RootElement.GetProperty("Properties");
        return new CompilerCommandLine(
            properties.GetProperty("MSBuildExtensionsPath").GetString()!, properties.GetProperty("MSBuildProjectDirectory").GetString()!,
            [.. document.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)]);
    }

    private static string BuildAndAskForTarget(string path)
    {
        RequireExists(path);
        string output = Dotnet(path, "build", path, "-c", "Release", "-nologo", "-v", "quiet", "--tl:off", "-getProperty:TargetPath", "-t:Build");
        return output.Trim().Split('\n')[^1].Trim();
    }

    private static void RequireExists(string path)
    {
        if (!Directory.Exists(path) && !File.Exists(path)) throw new GuestProjectException($"{path}: no such project", isMissing: true);
    }

    private static string Dotnet(string path, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // A build server that outlives the build would keep our own task assemblies locked.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var build = Process.Start(start) ?? throw new GuestProjectException("dotnet did not start; the .NET SDK is needed to build a project", isMissing: false);
        var errors = build.StandardError.ReadToEndAsync();
        string output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        if (build.ExitCode == 0) return output;
        // MSB4057, no such target: the outer build of several frameworks has none that compiles.
        throw new GuestProjectException(output.Contains("MSB4057", StringComparison.Ordinal)
            ? $"{path} compiles for several target frameworks: give the DLL of one"
            : $"{path} does not build:\n{output}{errors.Result}", isMissing: false);
    }
}

/// <summary>How the compiler is called for a project.</summary>
/// <param name="Sdk">Folder of the .NET SDK.</param>
/// <param name="Folder">The project's, where relative paths start.</param>
internal sealed record CompilerCommandLine(string Sdk, string Folder, IReadOnlyList<string> Arguments);

/// <summary>A project that cannot be built into images.</summary>
internal sealed class GuestProjectException(string message, bool isMissing) : Exception(message)
{
    /// <summary>The project was not found, as opposed to not buildable.</summary>
    internal bool IsMissing { get; } = isMissing;
}
