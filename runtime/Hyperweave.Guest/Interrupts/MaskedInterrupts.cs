namespace Hyperweave.Guest;

/// <summary>
/// Interrupts disabled until the end of a scope, on every way out of it, exceptions included; then as they were before:
/// <code>using var masked = Interrupts.Masked();</code>
/// Scopes nest: only the outermost one enables interrupts again. A ref struct, so that it cannot outlive its scope.
/// </summary>
public readonly ref struct MaskedInterrupts
{
    private readonly InterruptState _before;

    internal MaskedInterrupts(InterruptState before) => _before = before;

    /// <summary>Leaves the scope: enables interrupts if they were enabled at its beginning.</summary>
    public void Dispose() => Cpu.Restore(_before);
}
