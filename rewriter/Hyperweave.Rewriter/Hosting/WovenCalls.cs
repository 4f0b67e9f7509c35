using Mono.Cecil;

namespace Hyperweave.Rewriting.Hosting;

/// <summary>References to the methods of Hyperweave.Guest.Hosting.Woven, for one module.</summary>
internal sealed class WovenCalls
{
    private const string Library = "Hyperweave.Guest";

    private readonly ModuleDefinition _module;
    private readonly TypeReference _woven;

    public WovenCalls(ModuleDefinition module)
    {
        _module = module;
        _woven = new TypeReference("Hyperweave.Guest.Hosting", "Woven", module, Scope(module));
        var types = module.TypeSystem;
        var address = new ByReferenceType(types.Byte);
        Poll = Method("Poll", types.Void);
        Read = Method("Read", address, address, types.Int32);
        Write = Method("Write", address, address, types.Int32);
        Span = Method("Span", new PointerType(types.Void), new PointerType(types.Void), types.Int32, types.Int32);
        Divisor32 = Method("Divisor", types.Int32, types.Int32);
        Divisor64 = Method("Divisor", types.Int64, types.Int64);
        Caught = Method("Caught", types.Void, types.Object);
    }

    public MethodReference Poll { get; }
    public MethodReference Read { get; }
    public MethodReference Write { get; }
    public MethodReference Span { get; }
    public MethodReference Divisor32 { get; }
    public MethodReference Divisor64 { get; }
    public MethodReference Caught { get; }

    /// <summary>Whether code of a scope is woven as well: this module's and the guest API's. Of other parts of a kernel it is not known, and does no harm.</summary>
    public bool IsKernel(IMetadataScope scope) => scope == _module || scope.Name == Library || scope.Name == _module.Name;

    private MethodReference Method(string name, TypeReference result, params TypeReference[] parameters)
    {
        if (_module.Assembly.Name.Name == Library)
            return _module.GetType(_woven.FullName).Methods.Single(method => method.Name == name && Matches(method, parameters));
        var reference = new MethodReference(name, result, _woven);
        foreach (var parameter in parameters) reference.Parameters.Add(new ParameterDefinition(parameter));
        return reference;
    }

    private static bool Matches(MethodDefinition method, TypeReference[] parameters) =>
        method.Parameters.Select(parameter => parameter.ParameterType.FullName).SequenceEqual(parameters.Select(type => type.FullName));

    private static IMetadataScope Scope(ModuleDefinition module)
    {
        if (module.Assembly.Name.Name == Library) return module;
        if (module.AssemblyReferences.FirstOrDefault(reference => reference.Name == Library) is { } there) return there;
        var added = new AssemblyNameReference(Library, new Version(0, 0, 0, 0));
        module.AssemblyReferences.Add(added);
        return added;
    }
}
