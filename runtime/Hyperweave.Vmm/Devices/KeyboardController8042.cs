using Hyperweave.Vmm.Devices.Typing;

namespace Hyperweave.Vmm.Devices;

/// <summary>
/// The 8042 keyboard controller at ports 0x60 and 0x64: controller commands, A20 (always on), reset through 0xFE. The keyboard
/// behind it answers its commands and sends what the typist types; the mouse port is empty.
/// </summary>
public sealed class KeyboardController8042(Action<bool> setIrq1, Action reset)
{
    public const ushort DataPort = 0x60, CommandPort = 0x64;
    public const int Irq = 1;

    private const byte OutputFull = 1, SystemFlag = 4, LastWasCommand = 8;
    private const byte InterruptEnabled = 0x01, KeyboardDisabled = 0x10, Translates = 0x40;
    private const byte Acknowledge = 0xFA, SelfTestPassed = 0xAA;

    private readonly Queue<byte> _output = new();
    private byte _configuration = 0x61, _outputPort = 0xDF, _pendingCommand, _pendingKeyboardCommand;
    private bool _lastWasCommand, _scans = true;
    private Typist? _typist;

    public void Attach(PortBus ports)
    {
        ports.Attach(DataPort, 1, new DataRegister(this));
        ports.Attach(CommandPort, 1, new CommandRegister(this));
    }

    /// <summary>Somebody sits down at the keyboard and begins to type; once.</summary>
    public void Connect(Typist typist)
    {
        _typist = typist;
        typist.Ready = Update;
        typist.Start();
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
            case 0xAE: _configuration &= 0xEF; Update(); break;
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
            case 0xF4 or 0xF5: _scans = value == 0xF4; break;
            case 0xFF: _scans = true; Answer(SelfTestPassed); break;
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

    /// <summary>A key's code comes in when nothing else waits, the guest has not stopped the keyboard's clock, and the keyboard scans.</summary>
    private void Update()
    {
        bool canType = _output.Count == 0 && (_configuration & KeyboardDisabled) == 0 && _scans;
        if (canType && _typist is not null && _typist.TryTake((_configuration & Translates) != 0, out byte code)) _output.Enqueue(code);
        setIrq1(_output.Count != 0 && (_configuration & InterruptEnabled) != 0);
    }

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
