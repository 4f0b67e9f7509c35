using System.Reflection;
using Hyperweave.Catalogue;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Operations;
using Xunit;

namespace Hyperweave.Vmm.Tests.Operations;

/// <summary>The registers that analyzers believe in (catalogue) are those that the virtual processor has.</summary>
public class ModelSpecificTests
{
    [Fact]
    public void The_catalogue_lists_the_registers_that_the_machine_has() =>
        Assert.Equal(
            typeof(ModelSpecificRegister).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (uint)field.GetRawConstantValue()!)
                .Concat(LocalApic.ExtendedRegisters).Order(),
            ModelSpecific.All.Select(register => register.Number).Order());
}
