using System.Reflection;
using Xunit;

namespace Hyperweave.Catalogue.Tests;

public class OperationTests
{
    [Fact]
    public void Ids_are_unique() =>
        Assert.Empty(Operations.All.GroupBy(operation => operation.Id).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void Forms_are_unique() =>
        Assert.Empty(Operations.All.SelectMany(operation => operation.Forms.Split('|', StringSplitOptions.RemoveEmptyEntries))
            .GroupBy(form => form).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void Each_row_says_what_it_does() =>
        Assert.All(Operations.All, operation => Assert.False(string.IsNullOrWhiteSpace(operation.Does), operation.Id));

    [Fact]
    public void A_state_other_than_supported_has_a_reason() =>
        Assert.All(Operations.All, operation => Assert.Equal(operation.State == SupportState.Supported, operation.Reason.Length == 0));

    [Fact]
    public void Each_replacement_is_a_name_of_the_paravirtual_interface() =>
        Assert.All(
            Operations.All.SelectMany(operation => operation.Replacement.Split(" + ", StringSplitOptions.RemoveEmptyEntries)),
            name => Assert.True(IsInterfaceName(name), name));

    [Fact]
    public void Robin_and_Irvine_list_eighteen_forms() => Assert.Equal(18, RobinIrvine.Forms.Count);

    [Fact]
    public void Each_form_of_Robin_and_Irvine_is_a_sensitive_unprivileged_row() =>
        Assert.All(RobinIrvine.Forms, form => Assert.Equal(OperationClass.SensitiveUnprivileged, Operations.Find(form.Value)?.Class));

    private static bool IsInterfaceName(string name)
    {
        var parts = name.Split('.');
        var type = typeof(Hyperweave.Abi.Hypercall).Assembly.GetType("Hyperweave.Abi." + parts[0]);
        return type?.GetMember(parts[1], BindingFlags.Public | BindingFlags.Static).Length == 1;
    }
}
