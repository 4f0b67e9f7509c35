namespace Hyperweave.Vmm.Devices.Virtio;

/// <summary>How a device interrupts (Virtio 1.0, section 4.1.5.3): by messages where the driver has enabled them, else by its pin and a cause to be read.</summary>
/// <param name="pin">Drives the function's interrupt pin.</param>
public sealed class VirtioInterrupts(Action<bool> pin, MessageTable messages)
{
    /// <summary>The driver wants no message.</summary>
    public const ushort NoVector = 0xFFFF;

    private const byte QueueCause = 1, ConfigurationCause = 2;
    private bool _isPinDisabled;
    private byte _cause;

    public MessageTable Messages => messages;

    /// <summary>The vector of changes of the configuration.</summary>
    public ushort ConfigurationVector { get; set; } = NoVector;

    public bool HasCause => _cause != 0;

    /// <summary>The command register's interrupt disable.</summary>
    public bool IsPinDisabled
    {
        set
        {
            _isPinDisabled = value;
            Drive();
        }
    }

    /// <summary>What a driver that asks for a vector gets: itself, or none where there is no such entry.</summary>
    public ushort Accept(ushort vector) => vector < messages.Count ? vector : NoVector;

    public void RaiseQueue(ushort vector) => Raise(QueueCause, vector);

    public void RaiseConfiguration() => Raise(ConfigurationCause, ConfigurationVector);

    /// <summary>The pin's causes: bit 0 a queue, bit 1 the configuration; reading ends the interrupt (section 4.1.4.5).</summary>
    public byte TakeCause()
    {
        byte cause = _cause;
        _cause = 0;
        Drive();
        return cause;
    }

    public void Reset()
    {
        ConfigurationVector = NoVector;
        TakeCause();
    }

    private void Raise(byte cause, ushort vector)
    {
        if (messages.IsEnabled)
        {
            messages.Signal(vector);
            return;
        }
        _cause |= cause;
        Drive();
    }

    private void Drive() => pin(_cause != 0 && !_isPinDisabled && !messages.IsEnabled);
}
