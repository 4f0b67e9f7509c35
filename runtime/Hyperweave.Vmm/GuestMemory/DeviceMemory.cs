namespace Hyperweave.Vmm.GuestMemory;

/// <summary>RAM as devices see it that read and write it by themselves: by guest-physical address; what they overwrite may be code.</summary>
public sealed class DeviceMemory(GuestPhysicalMemory memory)
{
    /// <summary>Told of each write: address and length in bytes; null where nobody keeps translations of code.</summary>
    public Action<ulong, int>? Written { get; set; }

    public bool IsRam(ulong physical, ulong length) => memory.IsRam(physical, length);

    /// <exception cref="GuestMemoryException">Not RAM.</exception>
    public T Read<T>(ulong physical) where T : unmanaged => memory.Read<T>(physical);

    /// <exception cref="GuestMemoryException">Not RAM.</exception>
    public unsafe void Write<T>(ulong physical, T value) where T : unmanaged
    {
        memory.Write(physical, value);
        Written?.Invoke(physical, sizeof(T));
    }

    /// <exception cref="GuestMemoryException">Not RAM.</exception>
    public ReadOnlySpan<byte> Source(ulong physical, int length) => memory.Slice(physical, length);

    /// <summary>Bytes for another thread to overwrite: afterwards the processor's tells of it, by <see cref="Overwritten"/>.</summary>
    /// <exception cref="GuestMemoryException">Not RAM.</exception>
    public Span<byte> Buffer(ulong physical, int length) => memory.Slice(physical, length);

    public void Overwritten(ulong physical, int length) => Written?.Invoke(physical, length);

    /// <summary>Bytes that the caller overwrites at once.</summary>
    /// <exception cref="GuestMemoryException">Not RAM.</exception>
    public Span<byte> Target(ulong physical, int length)
    {
        var target = memory.Slice(physical, length);
        Written?.Invoke(physical, length);
        return target;
    }
}
