namespace Hyperweave.Vmm.Devices;

/// <summary>x2APIC mode (Intel SDM 3A 10.12): the registers are model-specific ones, 0x800 plus a sixteenth of their offset in memory.</summary>
public sealed partial class LocalApic
{
    public const uint FirstExtendedRegister = 0x800;

    private const uint Command = 0x30, SelfInterrupt = 0x3F, LogicalDestination = 0x0D, EndOfInterrupt = 0x0B, ErrorStatus = 0x28, TaskPriority = 0x08;
    private const uint VectorMask = 0xFF, LogicalMode = 1 << 11;

    /// <summary>Table 10-6: what can be read; the command register has 64 bits, all others 32.</summary>
    private static readonly uint[] _readable = [0x02, 0x03, 0x08, 0x0A, 0x0D, 0x0F, .. Range(0x10, 24), ErrorStatus, Command, .. Range(0x32, 6), 0x38, 0x39, 0x3E];
    private static readonly uint[] _writable = [TaskPriority, EndOfInterrupt, 0x0F, ErrorStatus, Command, .. Range(0x32, 6), 0x38, 0x3E, SelfInterrupt];

    /// <summary>Numbers of the model-specific registers.</summary>
    public static IEnumerable<uint> ExtendedRegisters => _readable.Union(_writable).Select(register => FirstExtendedRegister + register);

    /// <summary>IA32_APIC_BASE bit 10.</summary>
    public bool IsExtended { get; set; }

    /// <summary>False where there is no such register to be read, or the APIC is not in this mode: #GP.</summary>
    public bool TryReadExtended(uint number, out ulong value)
    {
        uint register = number - FirstExtendedRegister;
        value = 0;
        if (!IsExtended || !_readable.Contains(register)) return false;
        value = register switch
        {
            Command => (ulong)_commandHigh << 32 | _command,
            // Cluster 0, the first of it: made from the identifier, 0.
            LogicalDestination => 1,
            _ => ReadRegister(register << 4),
        };
        return true;
    }

    /// <summary>False where there is no such register to be written, or bits are set that it does not have: #GP.</summary>
    public bool TryWriteExtended(uint number, ulong value)
    {
        uint register = number - FirstExtendedRegister;
        if (!IsExtended || !_writable.Contains(register) || (value & ~Defined(register)) != 0) return false;
        if (register == Command) _commandHigh = (uint)(value >> 32);
        if (register == Command) Send((uint)value);
        else if (register == SelfInterrupt) Request((byte)value);
        else WriteRegister(register << 4, (uint)value);
        return true;
    }

    /// <summary>The one processor is meant: by its identifier 0, by bit 0 of cluster 0, or as everybody.</summary>
    private static bool IsOwn(uint command, uint destination) =>
        destination == uint.MaxValue || ((command & LogicalMode) == 0 ? destination == 0 : destination >> 16 == 0 && (destination & 1) != 0);

    private static ulong Defined(uint register) => register switch
    {
        EndOfInterrupt or ErrorStatus => 0,
        TaskPriority or SelfInterrupt => VectorMask,
        Command => 0xFFFF_FFFF_000C_CFFF,
        _ => uint.MaxValue,
    };

    private static uint[] Range(uint first, int count)
    {
        uint[] numbers = new uint[count];
        for (int i = 0; i < count; i++) numbers[i] = first + (uint)i;
        return numbers;
    }
}
