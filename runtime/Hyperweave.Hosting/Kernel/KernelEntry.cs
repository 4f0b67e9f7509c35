using System.Reflection;
using System.Runtime.CompilerServices;

namespace Hyperweave.Hosting.Kernel;

/// <summary>Where a kernel begins: a method of the process's own copy of an assembly, to be found again in the machine's.</summary>
/// <param name="Assembly">The process's copy.</param>
/// <param name="Find">Finds the entry in the machine's copy; its result is the status of Main.</param>
internal sealed record KernelEntry(Assembly Assembly, Func<Assembly, Func<int>> Find)
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>An assembly's Main.</summary>
    /// <exception cref="HostedMachineException">It has none.</exception>
    public static KernelEntry Of(Assembly program)
    {
        if (program.EntryPoint is null)
            throw new HostedMachineException($"{program.GetName().Name} has no Main: boot one of its methods, as in HostedMachine.Boot(() => Kernel.Start())");
        return new KernelEntry(program, copy => Call(copy.EntryPoint!, null));
    }

    /// <summary>A method without variables of its surroundings.</summary>
    /// <exception cref="HostedMachineException">It has some.</exception>
    public static KernelEntry Of(Delegate kernel)
    {
        var method = kernel.Method;
        RequireMovable(kernel);
        return new KernelEntry(method.Module.Assembly, copy =>
        {
            var type = copy.GetType(method.DeclaringType!.FullName!, throwOnError: true)!;
            var moved = type.GetMethods(Any).Single(candidate => candidate.Name == method.Name && candidate.ToString() == method.ToString());
            return Call(moved, moved.IsStatic ? null : Activator.CreateInstance(type, nonPublic: true));
        });
    }

    private static void RequireMovable(Delegate kernel)
    {
        var type = kernel.Method.DeclaringType!;
        if (kernel.Method.IsStatic) return;
        bool isClosure = type.IsDefined(typeof(CompilerGeneratedAttribute));
        var captured = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(field => field.Name).ToList();
        if (isClosure && captured.Count == 0) return;
        string what = isClosure ? $"uses '{captured[0]}' from outside" : "is a method of an object";
        throw new HostedMachineException($"the kernel {what}, and a machine loads the kernel's code anew, without the objects of this process: write 'static' before the lambda and let it use only its own");
    }

    private static Func<int> Call(MethodInfo method, object? target) => () =>
    {
        object?[] arguments = method.GetParameters().Length == 0 ? [] : [Array.Empty<string>()];
        object? result = method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        return result is int status ? status : 0;
    };
}
