using Xunit;

namespace Hyperweave.Catalogue.Tests;

public class HardwareTests
{
    [Fact]
    public void No_port_has_two_rows() =>
        Assert.All(Ports.All, row => Assert.Same(row, Assert.Single(Ports.All, other => other.First <= row.Last && row.First <= other.Last)));

    [Fact]
    public void No_physical_address_has_two_rows() =>
        Assert.All(PhysicalRange.All, row => Assert.Same(row, Assert.Single(PhysicalRange.All, other => other.First <= row.Last && row.First <= other.Last)));

    [Fact]
    public void Each_port_operation_has_a_form_and_each_form_its_operation() =>
        Assert.All(Operations.All, operation => Assert.True(PortForm.Of(operation.Id) is not { } form
            ? !operation.Forms.StartsWith("IN ", StringComparison.Ordinal) && !operation.Forms.StartsWith("OUT", StringComparison.Ordinal)
            : form.Operation == operation.Id, operation.Id));
}
