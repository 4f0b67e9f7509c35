namespace Hyperweave.Guest;

/// <summary>
/// Stores into page tables. On bare metal an ordinary store; under a hypervisor an update that it must see. The
/// processor may hold an older translation: see <see cref="Cpu.Invlpg"/>. Tables must be mapped at their physical addresses.
/// </summary>
[NativeForm]
public static unsafe class PageEntry
{
    /// <summary>Stores one 8-byte entry (Intel SDM 3A 4.5).</summary>
    public static void Store(ulong* entry, ulong value) => *entry = value;

    /// <summary>Stores neighbouring entries, in order.</summary>
    public static void Store(ulong* entries, ReadOnlySpan<ulong> values) => values.CopyTo(new Span<ulong>(entries, values.Length));
}
