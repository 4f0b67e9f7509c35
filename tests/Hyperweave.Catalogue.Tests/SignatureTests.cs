using Xunit;

namespace Hyperweave.Catalogue.Tests;

public class SignatureTests
{
    [Fact]
    public void Each_row_names_an_operation() =>
        Assert.All(Signatures.All, row => Assert.True(row.Operation == Signatures.Innocuous || Operations.Find(row.Operation) is not null, row.ToString()));

    [Fact]
    public void Keys_are_unique() =>
        Assert.Empty(Signatures.All.GroupBy(row => row.Key).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void Each_guest_method_stands_for_one_operation() =>
        Assert.Empty(Signatures.All.Where(row => row.Family == "Hyperweave").GroupBy(row => row.Operation).Where(group => group.Count() > 1).Select(group => group.Key));

    /// <summary>A row that a tool shall replace needs something to replace it with.</summary>
    [Fact]
    public void Each_supported_row_without_advice_has_a_guest_method() =>
        Assert.All(
            Signatures.All.Where(row => row.ByHand.Length == 0 && Operations.Find(row.Operation) is
                { State: not SupportState.NotSupported, Class: not OperationClass.InnocuousButSlow }),
            row => Assert.NotNull(Signatures.GuestMethod(row.Operation)));

    [Fact]
    public void The_paravirtual_counterpart_differs_in_the_namespace_only() =>
        Assert.Equal("M:Hyperweave.Guest.Paravirtual.Cpu.Popf(System.UInt64)", Signatures.Paravirtual("M:Hyperweave.Guest.Cpu.Popf(System.UInt64)"));

    [Fact]
    public void A_built_in_entry_point_counts_only_in_this_image()
    {
        var table = new SignatureTable([]);
        Assert.Equal("pause", table.FindExtern("*", "pause")?.Operation);
        Assert.Null(table.FindExtern("libc", "pause"));
    }

    [Fact]
    public void Mosa_names_the_intrinsic_in_place_of_the_module() =>
        Assert.Equal("cli", new SignatureTable([]).FindExtern("Mosa.Compiler.x86.Intrinsic::Cli", "Cli")?.Operation);

    [Fact]
    public void A_users_row_wins()
    {
        var table = new SignatureTable([new Signature("cli", Signatures.Innocuous)]);
        Assert.Equal(Signatures.Innocuous, table.FindExtern("*", "cli")?.Operation);
    }
}
