using Hyperweave.Vmm;
using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Engines;

namespace Kernel_1.Tests;

/// <summary>The kernel's images, booted in this process.</summary>
public class BootTests
{
    [Theory]
    [InlineData("KERNEL_NAME.elf", EngineKind.Translation, "Hello from bare metal!")]
    [InlineData("KERNEL_NAME.pv.elf", EngineKind.Confined, "Hello from a paravirtual machine!")]
    public void The_kernel_says_where_it_runs(string image, EngineKind engine, string greeting)
    {
        using var console = new MemoryStream();
        using var session = MachineBuilder.Build(new MachineOptions
        {
            ImagePath = Path.Combine(AppContext.BaseDirectory, image),
            Engine = engine,
            MemoryBytes = 64 << 20,
            SerialOutput = console,
            Timeout = TimeSpan.FromSeconds(30),
        });

        var ending = session.Run();

        Assert.Null(ending.Message);
        Assert.StartsWith(greeting, System.Text.Encoding.UTF8.GetString(console.ToArray()));
    }
}
