using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Hyperweave.Catalogue.Tests;

/// <summary>The rows of our own family against the guest API as it is.</summary>
public partial class GuestApiTests
{
    private static readonly CSharpCompilation compilation = CSharpCompilation.Create("probe",
        references: new[] { typeof(Guest.Cpu).Assembly, typeof(object).Assembly, Assembly.Load("System.Runtime"), Assembly.Load("System.Memory") }
            .Select(assembly => MetadataReference.CreateFromFile(assembly.Location)));

    public static TheoryData<string> Rows => new(Signatures.All.Where(row => row.Family == "Hyperweave").Select(row => row.Key));

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_row_names_a_method_of_the_guest_API_and_its_paravirtual_counterpart(string key)
    {
        var native = Method(key);
        var paravirtual = Method(Signatures.Paravirtual(key));
        Assert.NotNull(native);
        Assert.NotNull(paravirtual);
        Assert.Equal(native.ReturnType, paravirtual.ReturnType, SymbolEqualityComparer.Default);
        Assert.True(native.IsStatic && paravirtual.IsStatic);
    }

    /// <summary>
    /// The other way round: a paravirtual form that no row reaches would never be used. Platform.IsHosted gives one answer in
    /// both forms and is no operation.
    /// </summary>
    [Fact]
    public void Each_paravirtual_form_has_a_row()
    {
        var keys = Signatures.All.Where(row => row.IsMethod).Select(row => Signatures.Paravirtual(row.Key)).ToHashSet();
        var forms = compilation.GlobalNamespace.GetNamespaceMembers().Single(name => name.Name == "Hyperweave")
            .GetNamespaceMembers().Single(name => name.Name == "Guest")
            .GetNamespaceMembers().Single(name => name.Name == "Paravirtual")
            .GetTypeMembers().Where(type => type.DeclaredAccessibility == Accessibility.Public)
            .SelectMany(type => type.GetMembers().OfType<IMethodSymbol>())
            .Where(method => method is { DeclaredAccessibility: Accessibility.Public, MethodKind: MethodKind.Ordinary });
        Assert.DoesNotContain(forms.Select(form => form.GetDocumentationCommentId()!), id => !keys.Contains(id) && !id.EndsWith(".Platform.IsHosted", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_native_function_has_a_row()
    {
        var source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Native.Image.cs"));
        var table = new SignatureTable([]);
        var names = RuntimeImport().Matches(source).Select(match => match.Groups["name"].Value).ToList();
        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => table.FindExtern("*", name) is null);
    }

    [GeneratedRegex("""RuntimeImport\("\*", "(?<name>\w+)"\)""")]
    private static partial Regex RuntimeImport();

    private static IMethodSymbol? Method(string id) => DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation) as IMethodSymbol;
}
