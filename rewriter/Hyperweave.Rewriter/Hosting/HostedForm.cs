using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Files;
using Hyperweave.Rewriting.Finding;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Hyperweave.Rewriting.Hosting;

/// <summary>An assembly in its hosted form, with its portable PDB; null symbols where the input has none.</summary>
public sealed record WovenAssembly(byte[] Image, byte[]? Symbols);

/// <summary>The assembly cannot be woven; the message says why.</summary>
public sealed class HostedFormException(string message) : Exception(message);

/// <summary>
/// Weaves a kernel so that it can run in a .NET process on a hosted machine: memory is reached through the machine, divisors
/// and handled exceptions are shown to it, and interrupts arrive at polls. Lines, methods and locals keep their places.
/// </summary>
public static class HostedForm
{
    // The machine's side of the guest API: woven code calls it, so it is not woven itself.
    private const string HostingNamespace = "Hyperweave.Guest.Hosting";

    /// <summary>Weaves the assembly of a file, with the symbols beside it or in it.</summary>
    /// <param name="references">The assemblies that it refers to; those beside it are found.</param>
    /// <exception cref="HostedFormException">It is not a well-formed assembly of plain IL, or refers to one that is not at hand.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static WovenAssembly Weave(string path, IReadOnlyList<string> references)
    {
        using var resolver = new ReferenceResolver(path, references);
        using var input = Read(path, resolver);
        var module = input.Module;
        var calls = new WovenCalls(module);
        foreach (var method in module.GetTypes().Where(IsKernel).SelectMany(type => type.Methods).Where(method => method.HasBody))
            Weave(method, calls);
        FixedStatics.Weave(module);
        return Write(module);
    }

    private static void Weave(MethodDefinition method, WovenCalls calls)
    {
        method.Body.SimplifyMacros();
        var kinds = StackKinds.Of(method);
        PointerAccesses.Weave(method.Body, kinds, calls);
        CallArguments.Weave(method.Body, kinds, calls);
        Divisions.Weave(method.Body, kinds, calls);
        Handlers.Weave(method.Body, calls);
        if (!NativeForm.IsExempt(method.DeclaringType)) Polls.Weave(method.Body, calls);
        method.Body.OptimizeMacros();
    }

    private static bool IsKernel(TypeDefinition type) =>
        type.DeclaringType is { } outer ? IsKernel(outer) : type.Namespace != HostingNamespace;

    private static AssemblyInput Read(string path, IAssemblyResolver resolver)
    {
        try
        {
            return AssemblyInput.Read(path, File.ReadAllBytes(path), resolver, new SiteFinder(new SignatureTable([])));
        }
        catch (UnreadableInputException unreadable)
        {
            throw new HostedFormException(unreadable.Message);
        }
    }

    private static WovenAssembly Write(ModuleDefinition module)
    {
        ReadyToRun.Drop(module);
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var parameters = new WriterParameters { DeterministicMvid = true };
        if (module.HasSymbols) (parameters.SymbolWriterProvider, parameters.SymbolStream) = (new PortablePdbWriterProvider(), symbols);
        try
        {
            module.Write(image, parameters);
        }
        catch (AssemblyResolutionException missing)
        {
            throw new HostedFormException($"it refers to {missing.AssemblyReference.FullName}, which is not at hand");
        }

        return new WovenAssembly(image.ToArray(), module.HasSymbols ? symbols.ToArray() : null);
    }
}
