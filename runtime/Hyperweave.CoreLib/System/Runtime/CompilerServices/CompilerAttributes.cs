namespace System.Runtime.CompilerServices;

// Attributes that the compiler emits or looks for by name.

public sealed class IntrinsicAttribute : Attribute { }

public sealed class ExtensionAttribute : Attribute { }

public sealed class CompilerGeneratedAttribute : Attribute { }

public sealed class IsByRefLikeAttribute : Attribute { }

public sealed class IsReadOnlyAttribute : Attribute { }

public sealed class IsUnmanagedAttribute : Attribute { }

public sealed class RequiresLocationAttribute : Attribute { }

public sealed class ScopedRefAttribute : Attribute { }

public sealed class UnscopedRefAttribute : Attribute { }

public sealed class UnsafeValueTypeAttribute : Attribute { }

public sealed class RequiredMemberAttribute : Attribute { }

public sealed class ParamCollectionAttribute : Attribute { }

public sealed class SkipLocalsInitAttribute : Attribute { }

public sealed class ModuleInitializerAttribute : Attribute { }

public sealed class InterpolatedStringHandlerAttribute : Attribute { }

public sealed class PreserveBaseOverridesAttribute : Attribute { }

public sealed class NativeIntegerAttribute : Attribute
{
    public NativeIntegerAttribute() { }

    public NativeIntegerAttribute(bool[] flags) { }
}

public sealed class RefSafetyRulesAttribute : Attribute
{
    public RefSafetyRulesAttribute(int version) { }
}

public sealed class CompilationRelaxationsAttribute : Attribute
{
    public CompilationRelaxationsAttribute(int relaxations) { }
}

public sealed class RuntimeCompatibilityAttribute : Attribute
{
    public bool WrapNonExceptionThrows { get; set; }
}

public sealed class InterpolatedStringHandlerArgumentAttribute : Attribute
{
    public InterpolatedStringHandlerArgumentAttribute(string argument) { }

    public InterpolatedStringHandlerArgumentAttribute(params string[] arguments) { }
}

[AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
public sealed class CompilerFeatureRequiredAttribute : Attribute
{
    public CompilerFeatureRequiredAttribute(string featureName) { }

    public bool IsOptional { get; set; }
}

public sealed class CollectionBuilderAttribute : Attribute
{
    public CollectionBuilderAttribute(Type builderType, string methodName) { }
}

public sealed class InlineArrayAttribute : Attribute
{
    public InlineArrayAttribute(int length) { }
}

public sealed class FixedBufferAttribute : Attribute
{
    public FixedBufferAttribute(Type elementType, int length) { }
}

public sealed class OverloadResolutionPriorityAttribute : Attribute
{
    public OverloadResolutionPriorityAttribute(int priority) { }
}

public sealed class IndexerNameAttribute : Attribute
{
    public IndexerNameAttribute(string indexerName) { }
}

public sealed class TupleElementNamesAttribute : Attribute
{
    public TupleElementNamesAttribute(string[] transformNames) { }
}

public sealed class InternalsVisibleToAttribute : Attribute
{
    public InternalsVisibleToAttribute(string assemblyName) { }
}

public sealed class IteratorStateMachineAttribute : Attribute
{
    public IteratorStateMachineAttribute(Type stateMachineType) { }
}

public sealed class CallerMemberNameAttribute : Attribute { }

public sealed class CallerFilePathAttribute : Attribute { }

public sealed class CallerLineNumberAttribute : Attribute { }

public sealed class CallerArgumentExpressionAttribute : Attribute
{
    public CallerArgumentExpressionAttribute(string parameterName) { }
}

public static class IsVolatile { }

public static class IsExternalInit { }

public class CallConvCdecl { }

public class CallConvStdcall { }

public class CallConvSuppressGCTransition { }
