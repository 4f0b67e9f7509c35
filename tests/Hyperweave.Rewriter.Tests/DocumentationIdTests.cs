using Hyperweave.Rewriting.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Hyperweave.Rewriting.Tests;

/// <summary>The key that both sides share: the rewriter spells a member as Roslyn does.</summary>
public class DocumentationIdTests
{
    private const string Source = """
        using System;
        using System.Collections.Generic;
        namespace N
        {
            public class Outer<T>
            {
                public Outer(T value) { }
                public class Inner<U>
                {
                    public void Method<V>(T a, U b, V c, List<V> d, Dictionary<T, Outer<U>.Inner<V>> e) { }
                    public U? Property { get; set; }
                }
                public enum Kind { One }
                public T this[int index, string name] { get => default!; set { } }
                public static implicit operator Outer<T>(T value) => new(value);
                public static explicit operator int(Outer<T> value) => 0;
                public static Outer<T> operator +(Outer<T> a, Outer<T> b) => a;
                ~Outer() { }
            }
            public unsafe struct Shapes
            {
                public const int Constant = 1;
                public int* Field;
                public static int[][,,] Arrays(int[,] a, ref int b, out string c, in DateTime d, void** e, nint f, dynamic g, (int X, string Y) h) { c = ""; return null!; }
                public static ref readonly int ByReference(Span<byte> a, ReadOnlySpan<char> b, int? c, params object[] d) => throw null!;
                public event Action<int>? Changed { add { } remove { } }
                static Shapes() { }
            }
            public interface IExplicit<T> { void Run(T value); static abstract int Number { get; } }
            public class Implementation : IExplicit<int>
            {
                void IExplicit<int>.Run(int value) { }
                static int IExplicit<int>.Number => 1;
                protected internal virtual void Modified(in int a) { }
            }
        }
        """;

    [Fact]
    public void The_rewriter_and_Roslyn_agree()
    {
        using var workspace = new Workspace();
        var path = CaseCompiler.Compile(workspace.Folder, "Shapes", Source);
        var list = Path.Combine(workspace.Folder, "api.txt");
        CoreLibraryApi.Write(path, list);
        var expected = Members(Symbols(path).GlobalNamespace).Select(member => member.GetDocumentationCommentId()!).Order(StringComparer.Ordinal);
        Assert.Equal(string.Join("\n", expected), string.Join("\n", File.ReadAllLines(list)));
    }

    private static IAssemblySymbol Symbols(string path)
    {
        var reference = MetadataReference.CreateFromFile(path);
        var compilation = CSharpCompilation.Create("probe", references: [reference, MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]);
        return (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!;
    }

    private static IEnumerable<ISymbol> Members(INamespaceOrTypeSymbol container) => container.GetMembers().SelectMany(member => member switch
    {
        INamespaceOrTypeSymbol inner => Members(inner),
        _ => [member],
    }).Where(member => !member.IsImplicitlyDeclared && member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal);
}
