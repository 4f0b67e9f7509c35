using System.Reflection;
using Hyperweave.Hosting;
using Xunit;

namespace Hello.Tests;

/// <summary>The smallest kernel, booted in this process: a breakpoint in Kernel.cs is met while a test is debugged.</summary>
public sealed class HelloTests
{
    [Fact]
    public void SaysHelloAndSwitchesOff()
    {
        using var vm = HostedMachine.Boot(Assembly.Load("Hello"));
        Assert.Equal(["Hello from bare metal!"], vm.Serial.Lines);
        Assert.Equal(0, vm.ShutdownStatus);
    }
}
