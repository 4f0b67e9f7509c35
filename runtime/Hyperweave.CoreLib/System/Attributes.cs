namespace System;

// Attributes without behaviour, that the compiler or its users look for by name.

public sealed class FlagsAttribute : Attribute { }

public sealed class ParamArrayAttribute : Attribute { }

public sealed class ThreadStaticAttribute : Attribute { }

public sealed class NonSerializedAttribute : Attribute { }

public sealed class SerializableAttribute : Attribute { }

public sealed class CLSCompliantAttribute : Attribute
{
    public CLSCompliantAttribute(bool isCompliant) { }
}

[AttributeUsage(AttributeTargets.All, Inherited = false)]
public sealed class ObsoleteAttribute : Attribute
{
    public ObsoleteAttribute() { }

    public ObsoleteAttribute(string message) { }

    public ObsoleteAttribute(string message, bool error) { }

    public string DiagnosticId { get; set; }

    public string UrlFormat { get; set; }
}
