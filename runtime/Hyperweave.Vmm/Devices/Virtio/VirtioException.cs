namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>The driver broke the rules of a queue: the device needs a reset (Virtio 1.0, section 2.1.2).</summary>
public sealed class VirtioException(string message) : Exception(message);
