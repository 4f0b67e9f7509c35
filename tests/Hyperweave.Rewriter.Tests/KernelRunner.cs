using System.Reflection;
using System.Runtime.Loader;

namespace Hyperweave.Rewriting.Tests;

/// <summary>What the guest library wrote down: every operation, what the world outside saw, and how often a VMM would have been called.</summary>
internal sealed record KernelRun(string Lines, string Observed, int Exits);

/// <summary>Runs a kernel on CoreCLR.</summary>
internal static class KernelRunner
{
    /// <param name="untouched">The kernel is as it was compiled: the guest library's native forms may run.</param>
    public static KernelRun Run(string kernel, string guest, bool untouched = false)
    {
        var context = new AssemblyLoadContext("kernel", isCollectible: true);
        try
        {
            var library = Load(context, guest);
            context.Resolving += (_, name) => name.Name == library.GetName().Name ? library : null;
            var log = library.GetType("Hyperweave.Guest.Log")!;
            log.GetProperty("Untouched")!.SetValue(null, untouched);
            Load(context, kernel).GetType("Kernel")!.GetMethod("Main")!.Invoke(null, null);
            return new KernelRun(Words("Lines"), Words("Observed"), (int)log.GetProperty("Exits")!.GetValue(null)!);

            string Words(string property) => string.Join(' ', (List<string>)log.GetProperty(property)!.GetValue(null)!);
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
