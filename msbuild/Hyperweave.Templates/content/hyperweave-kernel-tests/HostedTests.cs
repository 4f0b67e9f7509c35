using System.Reflection;
using Hyperweave.Hosting;

namespace Kernel_1.Tests;

/// <summary>The kernel as ordinary .NET code against a virtual machine: a breakpoint in it is met while a test is debugged.</summary>
public class HostedTests
{
    [Fact]
    public void The_kernel_measures_and_switches_off()
    {
        using var vm = HostedMachine.Boot(Assembly.Load("KERNEL_NAME"));
        Assert.Contains("HW done", vm.Serial.Lines);
        Assert.Equal(0, vm.ShutdownStatus);
    }
}
