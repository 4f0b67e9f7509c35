using Hyperweave.Catalogue;
using Hyperweave.Rewriting.Finding;
using Mono.Cecil;

namespace Hyperweave.Rewriting.Replacing;

/// <summary>What a site is to call instead: the guest library's paravirtual methods, behind an adapter where a foreign family spells the operation.</summary>
internal sealed class Counterparts(ModuleDefinition module)
{
    private readonly Adapters adapters = new(module);

    public ModuleDefinition Module => module;

    public GuestLibrary Library { get; } = new(module);

    public AddedMethods Added => adapters.Added;

    /// <summary>The method to call where the site calls the guest API's or a foreign one.</summary>
    /// <param name="guest">The paravirtual method; null to drop the call.</param>
    /// <exception cref="NoAdaptationException">The signatures do not fit together.</exception>
    public MethodReference For(FoundSite found, MethodDefinition? guest) =>
        guest is not null && found.Row!.Key == Signatures.GuestMethod(found.Row.Operation)
            ? module.ImportReference(guest)
            : adapters.For(found.Target, guest, found.Row!.Part);
}
