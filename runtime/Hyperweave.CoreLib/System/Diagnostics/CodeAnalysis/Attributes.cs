namespace System.Diagnostics.CodeAnalysis;

// What the compiler knows about null and control flow.

public sealed class AllowNullAttribute : Attribute { }

public sealed class DisallowNullAttribute : Attribute { }

public sealed class MaybeNullAttribute : Attribute { }

public sealed class NotNullAttribute : Attribute { }

public sealed class DoesNotReturnAttribute : Attribute { }

public sealed class SetsRequiredMembersAttribute : Attribute { }

public sealed class UnscopedRefAttribute : Attribute { }

public sealed class ExcludeFromCodeCoverageAttribute : Attribute { }

public sealed class NotNullWhenAttribute : Attribute
{
    public NotNullWhenAttribute(bool returnValue) { }
}

public sealed class MaybeNullWhenAttribute : Attribute
{
    public MaybeNullWhenAttribute(bool returnValue) { }
}

public sealed class NotNullIfNotNullAttribute : Attribute
{
    public NotNullIfNotNullAttribute(string parameterName) { }
}

public sealed class DoesNotReturnIfAttribute : Attribute
{
    public DoesNotReturnIfAttribute(bool parameterValue) { }
}

public sealed class MemberNotNullAttribute : Attribute
{
    public MemberNotNullAttribute(params string[] members) { }
}

public sealed class ExperimentalAttribute : Attribute
{
    public ExperimentalAttribute(string diagnosticId) { }
}

public sealed class SuppressMessageAttribute : Attribute
{
    public SuppressMessageAttribute(string category, string checkId) { }

    public string Justification { get; set; }
}

public sealed class StringSyntaxAttribute : Attribute
{
    public StringSyntaxAttribute(string syntax) { }
}
