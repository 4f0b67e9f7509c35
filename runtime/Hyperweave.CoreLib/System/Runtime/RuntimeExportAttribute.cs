namespace System.Runtime;

/// <summary>Gives a static method that linker symbol.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RuntimeExportAttribute : Attribute
{
    public RuntimeExportAttribute(string entry) { }
}
