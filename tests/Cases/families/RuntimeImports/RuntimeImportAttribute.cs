namespace System.Runtime;

/// <summary>The compiler knows it by its name; such kernels declare it themselves, as the framework keeps its own private.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RuntimeImportAttribute(string dllName, string entryPoint) : Attribute
{
    public RuntimeImportAttribute(string entryPoint) : this("*", entryPoint)
    {
    }

    public string DllName => dllName;

    public string EntryPoint => entryPoint;
}
