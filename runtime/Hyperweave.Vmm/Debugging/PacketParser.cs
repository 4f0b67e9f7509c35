namespace Hyperweave.Vmm.Debugging;

/// <summary>What a byte from gdb has completed.</summary>
internal enum GdbInput
{
    Nothing,
    /// <summary>A packet with a right checksum: see <see cref="PacketParser.Body"/>.</summary>
    Packet,
    /// <summary>A packet with a wrong checksum, or one too long.</summary>
    BadPacket,
    /// <summary>'-': our last packet did not arrive.</summary>
    Refused,
    /// <summary>0x03 outside a packet: Ctrl-C.</summary>
    Interrupt,
}

/// <summary>Finds packets in what gdb sends: '$', body, '#', two digits of checksum (GDB manual, "Overview" of the remote protocol).</summary>
internal sealed class PacketParser
{
    /// <summary>Bytes of a body before its escapes are undone. gdb is told less (PacketSize).</summary>
    internal const int LongestBody = 0x8000;
    private const byte Start = (byte)'$', End = (byte)'#', Escape = (byte)'}', EscapeMask = 0x20, ControlC = 3;

    private enum State { Outside, Body, FirstDigit, SecondDigit }

    private readonly List<byte> _raw = [];
    private State _state;
    private byte _firstDigit;

    /// <summary>The last packet, its escapes undone.</summary>
    internal byte[] Body { get; private set; } = [];

    internal GdbInput Take(byte value)
    {
        switch (_state)
        {
            case State.Outside: return TakeOutside(value);
            case State.Body: return TakeBody(value);
            case State.FirstDigit:
                _firstDigit = value;
                _state = State.SecondDigit;
                return GdbInput.Nothing;
            default:
                _state = State.Outside;
                return Complete(value);
        }
    }

    private GdbInput TakeOutside(byte value)
    {
        if (value == Start) Begin();
        return value switch { (byte)'-' => GdbInput.Refused, ControlC => GdbInput.Interrupt, _ => GdbInput.Nothing };
    }

    private GdbInput TakeBody(byte value)
    {
        // A '$' is never part of a body: the packet before it was cut off.
        if (value == Start) Begin();
        else if (value == End) _state = State.FirstDigit;
        else if (_raw.Count <= LongestBody) _raw.Add(value);
        return GdbInput.Nothing;
    }

    private void Begin()
    {
        _raw.Clear();
        _state = State.Body;
    }

    private GdbInput Complete(byte secondDigit)
    {
        bool isRight = _raw.Count <= LongestBody && Digit(_firstDigit) is int high && Digit(secondDigit) is int low
            && (high << 4 | low) == Checksum(_raw);
        if (!isRight) return GdbInput.BadPacket;
        Body = Unescape();
        return GdbInput.Packet;
    }

    internal static int Checksum(IEnumerable<byte> bytes) => bytes.Aggregate(0, (sum, value) => sum + value & 0xFF);

    private static int? Digit(byte digit) => char.IsAsciiHexDigit((char)digit) ? Convert.ToInt32(((char)digit).ToString(), 16) : null;

    private byte[] Unescape()
    {
        var body = new List<byte>(_raw.Count);
        for (int index = 0; index < _raw.Count; index++)
        {
            bool escaped = _raw[index] == Escape && index + 1 < _raw.Count;
            body.Add(escaped ? (byte)(_raw[++index] ^ EscapeMask) : _raw[index]);
        }
        return [.. body];
    }
}
