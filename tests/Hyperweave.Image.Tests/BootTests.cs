using Hyperweave.Tests;

namespace Hyperweave.Image.Tests;

/// <summary>The images of samples/Hello boot on QEMU, the independent judge.</summary>
public class BootTests
{
    // Debug exit: (status << 1) | 1, so that a success is 1.
    private const int Success = 1;

    [SkippableTheory]
    [InlineData("Hello.elf")]
    [InlineData("Hello.pv.elf")]
    public void Boots_by_multiboot(string image) => Assert.Contains("Hello from bare metal!", Boot(Repository.SampleOutput("Hello", image)));

    [SkippableFact]
    public void Boots_by_PVH()
    {
        // Without a multiboot header QEMU takes the PVH note.
        var file = File.ReadAllBytes(Repository.SampleOutput("Hello", "Hello.elf"));
        var header = (int)ImageReader.Read(file).Sections.Single(section => section.Name == ".multiboot").Offset;
        file.AsSpan(header, 32).Clear();
        var path = Path.Combine(Path.GetTempPath(), $"hello-pvh-{Environment.ProcessId}.elf");
        File.WriteAllBytes(path, file);
        try
        {
            Assert.Contains("Hello from bare metal!", Boot(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_unmodified_image_holds_the_instructions_themselves()
    {
        var mnemonics = Hello("Hello.elf").Executable.Select(instruction => instruction.Mnemonic).ToHashSet();
        Assert.Superset(new HashSet<Iced.Intel.Mnemonic> { Iced.Intel.Mnemonic.Out, Iced.Intel.Mnemonic.In, Iced.Intel.Mnemonic.Cli }, mnemonics);
    }

    [Fact]
    public void The_paravirtual_image_holds_no_sensitive_instruction() =>
        Assert.DoesNotContain(Hello("Hello.pv.elf").Executable, instruction => instruction.IsPrivileged || instruction.Mnemonic is Iced.Intel.Mnemonic.Syscall
            or Iced.Intel.Mnemonic.Pushfq or Iced.Intel.Mnemonic.Popfq or Iced.Intel.Mnemonic.Iretq or Iced.Intel.Mnemonic.Cpuid or Iced.Intel.Mnemonic.Rdtsc);

    private static ImageReader Hello(string image) => ImageReader.Read(File.ReadAllBytes(Repository.SampleOutput("Hello", image)));

    private static string Boot(string image)
    {
        Skip.IfNot(Qemu.IsInstalled, $"{Qemu.Program} is not installed");
        var (status, output) = Qemu.Boot(image, megabytes: 256, TimeSpan.FromSeconds(30));
        Assert.Equal(Success, status);
        return output;
    }
}
