using System.Reflection;
using Xunit;

namespace Hyperweave.Guest.Tests;

/// <summary>The rewriter replaces a call by the method of the same name and signature in the other namespace: it must be there.</summary>
public sealed class ParityTests
{
    private const BindingFlags Operations = BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static TheoryData<Type> Classes() =>
        [typeof(Cpu), typeof(Port), typeof(PageEntry), typeof(Trap), typeof(User), typeof(Timer), typeof(Platform)];

    [Theory]
    [MemberData(nameof(Classes))]
    public void EveryOperationHasAParavirtualForm(Type operations)
    {
        var counterpart = operations.Assembly.GetType($"Hyperweave.Guest.Paravirtual.{operations.Name}");
        Assert.NotNull(counterpart);
        Assert.Equal(Signatures(operations), Signatures(counterpart));
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void BothAreExemptFromRewriting(Type operations)
    {
        Assert.NotNull(operations.GetCustomAttribute<NativeFormAttribute>());
        Assert.NotNull(operations.Assembly.GetType($"Hyperweave.Guest.Paravirtual.{operations.Name}")!.GetCustomAttribute<NativeFormAttribute>());
    }

    [Fact]
    public void OnlyNativeFormsCallNativeFunctions()
    {
        var native = typeof(Cpu).Assembly.GetType("Hyperweave.Guest.Native")!;
        Assert.NotNull(native.GetCustomAttribute<NativeFormAttribute>());
        var users = typeof(Cpu).Assembly.GetTypes().Where(type => type.GetCustomAttribute<NativeFormAttribute>() is null && Calls(type, native));
        Assert.Empty(users);
    }

    private static List<string> Signatures(Type type) =>
        [.. type.GetMethods(Operations).Select(method => method.ToString()!).Order(StringComparer.Ordinal)];

    // By the tokens in the IL: 0x28 is CALL.
    private static bool Calls(Type type, Type callee) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(method => method.GetMethodBody()?.GetILAsByteArray())
            .Any(code => code is not null && Enumerable.Range(0, Math.Max(code.Length - 4, 0))
                .Any(offset => code[offset] == 0x28 && IsMethodOf(callee, BitConverter.ToInt32(code, offset + 1))));

    private static bool IsMethodOf(Type type, int token) =>
        type.GetMethods(BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly).Any(method => method.MetadataToken == token);
}
