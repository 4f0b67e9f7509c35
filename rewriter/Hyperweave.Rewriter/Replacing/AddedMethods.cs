using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Rewriting.Replacing;

/// <summary>Static methods that the rewriter adds, in a class of their own.</summary>
internal sealed class AddedMethods(ModuleDefinition module)
{
    /// <summary>Not a name that C# can spell, so it meets nobody's.</summary>
    public const string ClassName = "<Hyperweave>Adapters";

    private TypeDefinition? home;

    /// <summary>Adds a method; its name is made unique.</summary>
    public MethodDefinition Add(string name, TypeReference returnType, IEnumerable<ParameterDefinition> parameters, Action<MethodDefinition, ILProcessor> write)
    {
        var method = new MethodDefinition($"{name}_{Home.Methods.Count}", MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig, returnType);
        foreach (var parameter in parameters)
            method.Parameters.Add(parameter);
        method.AggressiveInlining = true;
        MethodEditor.Emit(method, code => write(method, code));
        Home.Methods.Add(method);
        return method;
    }

    /// <summary>A parameter like another's, without what belongs to its method alone.</summary>
    public static ParameterDefinition Like(ParameterDefinition parameter) =>
        new(parameter.Name, parameter.Attributes & ~ParameterAttributes.HasDefault, parameter.ParameterType);

    private TypeDefinition Home
    {
        get
        {
            if (home is null)
            {
                home = new TypeDefinition("", ClassName,
                    TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit,
                    module.TypeSystem.Object);
                module.Types.Add(home);
            }

            return home;
        }
    }
}
