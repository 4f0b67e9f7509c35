using System.Reflection;
using System.Runtime.Loader;

namespace Hyperweave.Rewriting.Tests;

/// <summary>Runs a rewritten kernel on CoreCLR and returns what the guest library wrote down.</summary>
internal static class KernelRunner
{
    public static string Run(string kernel, string guest)
    {
        var context = new AssemblyLoadContext("kernel", isCollectible: true);
        try
        {
            var library = Load(context, guest);
            context.Resolving += (_, name) => name.Name == library.GetName().Name ? library : null;
            Load(context, kernel).GetType("Kernel")!.GetMethod("Main")!.Invoke(null, null);
            var log = (List<string>)library.GetType("Hyperweave.Guest.Log")!.GetProperty("Lines")!.GetValue(null)!;
            return string.Join(' ', log);
        }
        finally
        {
            context.Unload();
        }
    }

    /// <summary>Runs a kernel that throws, from its file, so that the runtime finds its PDB; returns the exception as text.</summary>
    public static string StackTrace(string kernel, string guest)
    {
        var context = new AssemblyLoadContext("kernel", isCollectible: true);
        context.Resolving += (self, _) => self.LoadFromAssemblyPath(guest);
        try
        {
            context.LoadFromAssemblyPath(kernel).GetType("Kernel")!.GetMethod("Main")!.Invoke(null, null);
            return "";
        }
        catch (TargetInvocationException thrown)
        {
            return thrown.InnerException!.ToString();
        }
        finally
        {
            context.Unload();
        }
    }

    private static Assembly Load(AssemblyLoadContext context, string path) => context.LoadFromStream(new MemoryStream(File.ReadAllBytes(path)));
}
