namespace System.Runtime.InteropServices;

// How types are laid out and code is bound; the compiler turns most of these into metadata.

public enum LayoutKind
{
    Sequential = 0,
    Explicit = 2,
    Auto = 3,
}

public enum CallingConvention
{
    Winapi = 1,
    Cdecl = 2,
    StdCall = 3,
    ThisCall = 4,
    FastCall = 5,
}

public enum CharSet
{
    None = 1,
    Ansi = 2,
    Unicode = 3,
    Auto = 4,
}

public enum UnmanagedType { }

public sealed class StructLayoutAttribute : Attribute
{
    public StructLayoutAttribute(LayoutKind layoutKind) { }

    public int Pack;
    public int Size;
    public CharSet CharSet;
}

public sealed class FieldOffsetAttribute : Attribute
{
    public FieldOffsetAttribute(int offset) { }
}

public sealed class DllImportAttribute : Attribute
{
    public DllImportAttribute(string dllName) { }

    public string EntryPoint;
    public CharSet CharSet;
    public bool SetLastError;
    public bool ExactSpelling;
    public CallingConvention CallingConvention;
    public bool BestFitMapping;
    public bool PreserveSig;
    public bool ThrowOnUnmappableChar;
}

public sealed class InAttribute : Attribute { }

public sealed class OutAttribute : Attribute { }

public sealed class OptionalAttribute : Attribute { }

public sealed class ComVisibleAttribute : Attribute
{
    public ComVisibleAttribute(bool visibility) { }
}

public sealed class UnmanagedCallersOnlyAttribute : Attribute
{
    public Type[] CallConvs;
    public string EntryPoint;
}

public sealed class UnmanagedFunctionPointerAttribute : Attribute
{
    public UnmanagedFunctionPointerAttribute(CallingConvention callingConvention) { }
}

public sealed class SuppressGCTransitionAttribute : Attribute { }
