using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>One chain of descriptors: what the driver gives to read, and where it wants the answer. All of it is RAM.</summary>
public sealed class VirtioRequest(DeviceMemory memory)
{
    /// <summary>The chain's first descriptor, by which the driver knows it.</summary>
    public ushort Head { get; set; }

    public GuestSegments Readable { get; } = new();
    public GuestSegments Writable { get; } = new();
    public DeviceMemory Memory => memory;

    /// <summary>Copies the readable bytes from an offset on.</summary>
    /// <exception cref="VirtioException">There are fewer.</exception>
    public void Read(ulong from, Span<byte> target)
    {
        if (from + (ulong)target.Length > Readable.Length) throw new VirtioException($"a request of {Readable.Length} readable bytes, fewer than its header");
        foreach (var (physical, length) in Readable.Part(from, (ulong)target.Length))
        {
            memory.Source(physical, length).CopyTo(target);
            target = target[length..];
        }
    }

    /// <summary>Copies to the writable bytes from an offset on; they are there.</summary>
    public void Write(ulong from, ReadOnlySpan<byte> source)
    {
        foreach (var (physical, length) in Writable.Part(from, (ulong)source.Length))
        {
            source[..length].CopyTo(memory.Target(physical, length));
            source = source[length..];
        }
    }
}
