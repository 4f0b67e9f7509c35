using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;

namespace Hyperweave.Hosting.Processor;

/// <summary>Where the kernel is: the innermost method of its own on this thread's stack.</summary>
internal sealed class KernelPlace(AssemblyLoadContext context)
{
    private const string GuestLibrary = "Hyperweave.Guest";

    /// <summary>"Threads.Scheduler.SwitchToNext (Scheduler.cs:71)"; without symbols the method alone.</summary>
    public string Describe() => Describe(new StackTrace(fNeedFileInfo: true));

    /// <summary>Where an exception came from.</summary>
    public string Describe(Exception exception) => Describe(new StackTrace(exception, fNeedFileInfo: true));

    private string Describe(StackTrace stack)
    {
        var frame = stack.GetFrames().FirstOrDefault(candidate => IsKernel(candidate.GetMethod()));
        if (frame?.GetMethod() is not { } method) return "the kernel's entry";
        string name = $"{method.DeclaringType?.FullName}.{method.Name}";
        return frame.GetFileName() is { } file ? $"{name} ({Path.GetFileName(file)}:{frame.GetFileLineNumber()})" : name;
    }

    private bool IsKernel(MethodBase? method) => method?.Module.Assembly is { } assembly
        && AssemblyLoadContext.GetLoadContext(assembly) == context && assembly.GetName().Name != GuestLibrary;
}
