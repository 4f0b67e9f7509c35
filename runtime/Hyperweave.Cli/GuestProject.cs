using System.Diagnostics;

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

    /// <summary>Compiles any project, guest or not, and makes no images; returns its assembly.</summary>
    /// <exception cref="GuestProjectException">There is no such project, it does not build, or it has no one assembly.</exception>
    internal static string BuildAssembly(string path)
    {
        string assembly = BuildAndAskForTarget(path, "-p:HyperweaveImages=false");
        return File.Exists(assembly) ? assembly : throw new GuestProjectException(
            $"{path}: the build names no assembly; of a project with several target frameworks, give the DLL of one", isMissing: false);
    }

    private static string BuildAndAskForTarget(string path, params string[] properties)
    {
        if (!Directory.Exists(path) && !File.Exists(path)) throw new GuestProjectException($"{path}: no such project", isMissing: true);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] arguments = ["build", path, "-c", "Release", "-nologo", "-v", "quiet", "--tl:off", "-getProperty:TargetPath", "-t:Build", .. properties];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // A build server that outlives the build would keep our own task assemblies locked.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var build = Process.Start(start) ?? throw new GuestProjectException("dotnet did not start; the .NET SDK is needed to build a project", isMissing: false);
        var errors = build.StandardError.ReadToEndAsync();
        string output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        if (build.ExitCode != 0) throw new GuestProjectException($"{path} does not build:\n{output}{errors.Result}", isMissing: false);
        return output.Trim().Split('\n')[^1].Trim();
    }
}

/// <summary>A project that cannot be built into images.</summary>
internal sealed class GuestProjectException(string message, bool isMissing) : Exception(message)
{
    /// <summary>The project was not found, as opposed to not buildable.</summary>
    internal bool IsMissing { get; } = isMissing;
}
