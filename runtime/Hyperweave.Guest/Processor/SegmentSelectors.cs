namespace Hyperweave.Guest;

/// <summary>The selectors of the descriptors in <see cref="Gdt"/>. SYSCALL and SYSRET demand this order (Intel SDM 3A 5.8.8).</summary>
public static class SegmentSelectors
{
    public const ushort KernelCode = 0x08;
    public const ushort KernelData = 0x10;
    /// <summary>With RPL 3.</summary>
    public const ushort UserData = 0x18 | 3;
    /// <summary>With RPL 3.</summary>
    public const ushort UserCode = 0x20 | 3;
    public const ushort TaskState = 0x28;
}
