namespace Hyperweave.Guest;

/// <summary>
/// Marks a class that holds the native form of operations, or both forms: the rewriter leaves its calls as they are.
/// Every other class reaches the processor through the operation classes only.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NativeFormAttribute : Attribute;
