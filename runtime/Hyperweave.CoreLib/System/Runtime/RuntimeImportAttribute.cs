namespace System.Runtime;

/// <summary>Binds an extern method to a linker symbol, called directly with the System V convention.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RuntimeImportAttribute : Attribute
{
    public RuntimeImportAttribute(string library, string entry) { }

    public RuntimeImportAttribute(string entry) { }
}
