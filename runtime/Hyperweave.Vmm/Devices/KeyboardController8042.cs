namespace Hyperweave.Vmm.Devices;

/// <summary>
/// The 8042 keyboard controller at ports 0x60 and 0x64: controller commands, A20 (always on), reset through 0xFE. Nobody
/// types; the keyboard behind it answers its commands as one that is there, and the mouse port is empty.
/// </summary>
public sealed class KeyboardController8042(Action<bool> setIrq1, Action reset)
{
    public const ushort DataPort = 0x60, CommandPort = 0x64;
    public const int Irq = 1;

    private const byte OutputFull = 1, SystemFlag = 4, LastWasCommand = 8;
    private const byte Acknowledge = 0xFA, SelfTestPassed = 0xAA;

    private readonly Queue<byte> _output = new();
    private byte _configuration = 0x61, _outputPort = 0xDF, _pendingCommand, _pendingKeyboardCommand;
    private bool _lastWasCommand;

    public void Attach(PortBus ports)
    {
        ports.Attach(DataPort, 1, new DataRegister(this));
        ports.Attach(CommandPort, 1, new CommandRegister(this));
    }

    private void Command(byte command)
    {
        _lastWasCommand = true;
        switch (command)
        {
            case 0x20: Answer(_configuration); break;
            case 0x60 or 0xD1 or 0xD2 or 0xD3 or 0xD4: _pendingCommand = command; break;
            case 0xA7: _configuration |= 0x20; break;
            case 0xA8: _configuration &= 0xDF; break;
            case 0xA9: Answer(1); break;
            case 0xAA: Answer(0x55); break;
            case 0xAB: Answer(0); break;
            case 0xAD: _configuration |= 0x10; break;
            case 0xAE: _configuration &= 0xEF; break;
            case 0xC0: Answer(0x80); break;
            case 0xD0: Answer(_outputPort); break;
            // Pulse output lines: bit 0 low is the processor's reset.
            case >= 0xF0 when (command & 1) == 0: reset(); break;
        }
    }

    private void Data(byte value)
    {
        _lastWasCommand = false;
        byte command = _pendingCommand;
        _pendingCommand = 0;
        switch (command)
        {
            case 0x60: _configuration = value; Update(); break;
            case 0xD1: WriteOutputPort(value); break;
            case 0xD2: Answer(value); break;
            case 0xD3 or 0xD4: break;
            default: KeyboardCommand(value); break;
        }
    }

    /// <summary>Bit 0 low is reset; bit 1 is A20, which stays on here.</summary>
    private void WriteOutputPort(byte value)
    {
        _outputPort = (byte)(value | 2);
        if ((value & 1) == 0) reset();
    }

    /// <summary>The keyboard itself: acknowledges, identifies itself as an MF2, passes its self test.</summary>
    private void KeyboardCommand(byte value)
    {
        Answer(Acknowledge);
        if (_pendingKeyboardCommand != 0)
        {
            _pendingKeyboardCommand = 0;
            return;
        }
        switch (value)
        {
            case 0xED or 0xF0 or 0xF3: _pendingKeyboardCommand = value; break;
            case 0xF2: Answer(0xAB); Answer(0x83); break;
            case 0xFF: Answer(SelfTestPassed); break;
        }
    }

    private void Answer(byte value)
    {
        _output.Enqueue(value);
        Update();
    }

    private byte ReadData()
    {
        byte value = _output.TryDequeue(out byte next) ? next : (byte)0;
        setIrq1(false);
        Update();
        return value;
    }

    private void Update() => setIrq1(_output.Count != 0 && (_configuration & 1) != 0);

    private byte Status() => (byte)(SystemFlag | 0x10 | (_output.Count != 0 ? OutputFull : 0) | (_lastWasCommand ? LastWasCommand : 0));

    private sealed class DataRegister(KeyboardController8042 controller) : IPortDevice
    {
        public byte Read(int offset) => controller.ReadData();
        public void Write(int offset, byte value) => controller.Data(value);
    }

    private sealed class CommandRegister(KeyboardController8042 controller) : IPortDevice
    {
        public byte Read(int offset) => controller.Status();
        public void Write(int offset, byte value) => controller.Command(value);
    }
}
