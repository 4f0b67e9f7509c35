namespace Hyperweave.Sdk.Tests;

/// <summary>One guest, built again and again: what each build makes, does anew and leaves alone.</summary>
[Collection(Feed.Name)]
public sealed class GuestBuildTests : IClassFixture<GuestBuildTests.Guest>
{
    // What a build does for each of the two images.
    private static readonly string[] unmodifiedSteps = ["HyperweaveCompile: CheckGuestApi", "HyperweaveCompile: CompileGuest", "HyperweaveCompile: LinkImage"];
    private static readonly string[] paravirtualSteps = ["HyperweaveRewrite: RewriteGuest", "HyperweaveCompileParavirtual: CompileGuest", "HyperweaveCompileParavirtual: LinkImage"];

    private readonly GuestProject guest;

    public GuestBuildTests(Guest fixture) => guest = fixture.Project;

    /// <summary>Built once before the first test; each test begins from a build that is up to date.</summary>
    public sealed class Guest
    {
        internal GuestProject Project { get; }

        public Guest(Feed feed)
        {
            Project = new GuestProject(feed, "Guest");
            Project.Write().Write("Guest.operations.txt", "// none yet\n").Build().MustSucceed();
        }
    }

    [Fact]
    public void Images_and_site_list_are_made()
    {
        Assert.All(["Guest.elf", "Guest.pv.elf", "Guest.pv.dll", "Guest.pv.pdb"], file => Assert.True(File.Exists(Path.Combine(guest.OutputFolder, file)), file));
        Assert.Contains("Cpu.Cli", File.ReadAllText(Path.Combine(guest.OutputFolder, "Guest.sites.json")));
    }

    [Fact]
    public void A_build_without_changes_runs_no_task()
    {
        UpToDate();
        Assert.Empty(guest.Build().MustSucceed().Log.OurTasks);
    }

    [Fact]
    public void A_changed_source_makes_both_images_anew()
    {
        UpToDate();
        guest.Write("Kernel.cs", GuestProject.Source.Replace("hello", "changed"));
        Assert.Equal([.. paravirtualSteps, .. unmodifiedSteps], guest.Build().MustSucceed().Log.OurTasks, Set.Comparer);
    }

    [Fact]
    public void A_touched_operations_file_makes_the_paravirtual_image_alone_anew()
    {
        UpToDate();
        guest.Write("Guest.operations.txt", $"// {DateTime.UtcNow.Ticks}\n");
        Assert.Equal(paravirtualSteps, guest.Build().MustSucceed().Log.OurTasks, Set.Comparer);
    }

    /// <summary>What a foreign extern is decides the unmodified image too, where the guest API takes its place.</summary>
    [Fact]
    public void A_changed_row_of_an_extern_makes_both_images_anew()
    {
        guest.Write("Kernel.cs", GuestProject.Source.Replace("Cpu.Cli();", "Firmware.my_port(0x60);") + """


            internal static class Firmware
            {
                [System.Runtime.InteropServices.DllImport("*")] internal static extern uint my_port(ushort port);
            }
            """);
        guest.Write("Guest.operations.txt", "my_port;in8\n").Build().MustSucceed();
        var build = guest.Write("Guest.operations.txt", "my_port;in16\n").Build();
        guest.Write("Guest.operations.txt", "// none\n");
        Assert.Equal([.. paravirtualSteps, .. unmodifiedSteps], build.MustSucceed().Log.OurTasks, Set.Comparer);
    }

    [Fact]
    public void A_removed_operations_file_makes_the_paravirtual_image_alone_anew()
    {
        guest.Write("More.operations.txt", "// more\n");
        UpToDate();
        File.Delete(Path.Combine(guest.Folder, "More.operations.txt"));
        Assert.Equal(paravirtualSteps, guest.Build().MustSucceed().Log.OurTasks, Set.Comparer);
    }

    [Fact]
    public void An_improvement_switched_off_makes_the_paravirtual_image_alone_anew()
    {
        UpToDate();
        Assert.Equal(paravirtualSteps, guest.Build("-p:HyperweaveDropDead=false").MustSucceed().Log.OurTasks, Set.Comparer);
    }

    [Fact]
    public void What_the_core_library_lacks_is_an_error_with_file_and_line_and_the_analyzer_says_so_too()
    {
        guest.Write("Kernel.cs", GuestProject.Source.Replace("Cpu.Cli();", """System.IO.File.Delete("x");"""));
        var build = guest.Build();
        guest.Write("Kernel.cs", GuestProject.Source);
        Assert.NotEqual(0, build.Outcome.Status);
        Assert.Contains(build.Outcome.Lines("HVB0001"), line => line.Contains("Kernel.cs(7,9): error HVB0001") && line.Contains("System.IO.File"));
        Assert.Contains(build.Outcome.Lines("HV0005"), line => line.Contains("Kernel.cs(7,"));
        var error = Assert.Single(build.Log.Errors, error => error.Code == "HVB0001");
        Assert.Equal(("Kernel.cs", 7), (Path.GetFileName(error.File), error.LineNumber));
    }

    /// <summary>CS8032: an analyzer cannot be created. CS8034: it cannot be loaded. CS9057: it was built with a newer compiler.</summary>
    [Fact]
    public void Every_analyzer_of_the_package_loads()
    {
        guest.Write("Kernel.cs", GuestProject.Source + "\n// read anew\n");
        var build = guest.Build().MustSucceed();
        Assert.Contains("Hyperweave.Analyzers.dll", build.Log.CompilerCommandLine);
        Assert.All(["CS8032", "CS8034", "CS9057"], id => Assert.Empty(build.Outcome.Lines(id)));
    }

    /// <summary>The analyzer decodes it with Iced, which lies beside it in the package.</summary>
    [Fact]
    public void Machine_code_in_data_is_decoded()
    {
        guest.Write("Kernel.cs", GuestProject.Source + """


            internal static unsafe class Blob
            {
                private static System.ReadOnlySpan<byte> Disable => [0x90, 0xFA, 0xC3];

                internal static void Run()
                {
                    fixed (byte* code = Disable)
                        ((delegate* unmanaged<void>)code)();
                }
            }
            """);
        var build = guest.Build();
        Assert.Contains(build.Outcome.Lines("HV0010"), line => line.Contains("at offset 0x1, CLI"));
        Assert.Empty(build.Outcome.Lines("AD0001"));
    }

    /// <summary>What an editor asks for at each change of the project: references and the compiler's command line.</summary>
    [Fact]
    public void A_design_time_build_runs_no_task()
    {
        var build = guest.Invoke("msbuild",
            ["-t:Compile", "-p:Configuration=Release", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true"], []);
        Assert.Empty(build.MustSucceed().Log.OurTasks);
    }

    [Fact]
    public void The_log_says_what_was_rewritten_and_linked()
    {
        UpToDate();
        guest.Write("Kernel.cs", GuestProject.Source.Replace("hello", "logged"));
        var log = guest.Build().MustSucceed().Log;
        Assert.Contains(log.Messages("RewriteGuest"), text => text.Contains("Guest.pv.dll"));
        Assert.Contains(log.Messages("LinkImage"), text => text.Contains("Guest.elf") && text.Contains("relocations"));
    }

    [Fact]
    public void Clean_leaves_nothing()
    {
        UpToDate();
        guest.Invoke("clean", ["-c", "Release"], []).MustSucceed();
        Assert.False(Directory.Exists(guest.IntermediateFolder));
        Assert.DoesNotContain(Directory.EnumerateFiles(guest.OutputFolder), file => Path.GetFileName(file).StartsWith("Guest.", StringComparison.Ordinal));
    }

    private void UpToDate() => guest.Write("Kernel.cs", GuestProject.Source).Build().MustSucceed();
}
