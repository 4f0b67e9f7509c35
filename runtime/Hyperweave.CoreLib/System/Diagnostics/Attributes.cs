namespace System.Diagnostics;

[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class ConditionalAttribute : Attribute
{
    public ConditionalAttribute(string conditionString) { }
}

public sealed class DebuggerDisplayAttribute : Attribute
{
    public DebuggerDisplayAttribute(string value) { }
}

public sealed class DebuggerHiddenAttribute : Attribute { }

public sealed class DebuggerNonUserCodeAttribute : Attribute { }

public sealed class DebuggerStepThroughAttribute : Attribute { }

public sealed class StackTraceHiddenAttribute : Attribute { }

public sealed class DebuggerBrowsableAttribute : Attribute
{
    public DebuggerBrowsableAttribute(DebuggerBrowsableState state) { }
}

public enum DebuggerBrowsableState
{
    Never = 0,
    Collapsed = 2,
    RootHidden = 3,
}

public sealed class DebuggableAttribute : Attribute
{
    public DebuggableAttribute(DebuggingModes modes) { }

    [Flags]
    public enum DebuggingModes
    {
        None = 0x0,
        Default = 0x1,
        IgnoreSymbolStoreSequencePoints = 0x2,
        EnableEditAndContinue = 0x4,
        DisableOptimizations = 0x100,
    }
}
