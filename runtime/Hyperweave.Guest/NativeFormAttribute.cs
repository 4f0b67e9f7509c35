namespace Hyperweave.Guest;

/// <summary>
/// Marks a type that holds the native form of operations, or both forms: the rewriter leaves its calls as they are.
/// Every other type reaches the processor through the operation classes only.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class NativeFormAttribute : Attribute;
