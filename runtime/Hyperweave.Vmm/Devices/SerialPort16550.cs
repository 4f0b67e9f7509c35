using System.Collections.Concurrent;

namespace Hyperweave.Vmm.Devices;

/// <summary>
/// A 16550A serial port (National Semiconductor PC16550D data sheet). Sending takes no time: the transmitter is always
/// empty. Received bytes come from another thread through a queue.
/// </summary>
public sealed class SerialPort16550(SerialOutput output, Action<bool> setIrq) : IPortDevice
{
    public const ushort FirstPort = 0x3F8;
    public const int PortCount = 8, Irq = 4;

    private const byte ReceiveEnable = 1, TransmitEnable = 2;
    private const byte DataReady = 1, TransmitterEmpty = 0x60, DivisorLatch = 0x80, Loopback = 0x10, InterruptsOut = 8;
    private const int FifoSize = 16;

    private readonly ConcurrentQueue<byte> _arriving = new();
    private readonly Queue<byte> _received = new();
    private byte _interruptEnable, _fifoControl, _lineControl, _modemControl, _scratch, _divisorLow = 1, _divisorHigh;
    private bool _transmitPending;

    /// <summary>Adds a byte that came in from outside. From any thread; the machine is to be kicked afterwards.</summary>
    public void Receive(byte value) => _arriving.Enqueue(value);

    /// <summary>Takes in what has arrived. On the processor's thread.</summary>
    public void Poll()
    {
        while (_received.Count < FifoSize && _arriving.TryDequeue(out byte value)) _received.Enqueue(value);
        Update();
    }

    public byte Read(int offset)
    {
        bool latch = (_lineControl & DivisorLatch) != 0;
        return offset switch
        {
            0 => latch ? _divisorLow : ReadData(),
            1 => latch ? _divisorHigh : _interruptEnable,
            2 => ReadIdentification(),
            3 => _lineControl,
            4 => _modemControl,
            5 => (byte)(TransmitterEmpty | (_received.Count != 0 ? DataReady : 0)),
            6 => ModemStatus(),
            _ => _scratch,
        };
    }

    public void Write(int offset, byte value)
    {
        bool latch = (_lineControl & DivisorLatch) != 0;
        switch (offset)
        {
            case 0 when latch: _divisorLow = value; break;
            case 0: Send(value); break;
            case 1 when latch: _divisorHigh = value; break;
            case 1: SetInterruptEnable(value); break;
            case 2: SetFifoControl(value); break;
            case 3: _lineControl = value; break;
            case 4: _modemControl = (byte)(value & 0x1F); break;
            case 7: _scratch = value; break;
        }
        Update();
    }

    private void Send(byte value)
    {
        if ((_modemControl & Loopback) != 0) _received.Enqueue(value);
        else output.Write(value);
        _transmitPending = true;
    }

    private byte ReadData()
    {
        byte value = _received.TryDequeue(out byte received) ? received : (byte)0;
        Poll();
        return value;
    }

    private void SetInterruptEnable(byte value)
    {
        // Enabling the transmitter's interrupt while it is empty raises it at once.
        if ((value & TransmitEnable) != 0 && (_interruptEnable & TransmitEnable) == 0) _transmitPending = true;
        _interruptEnable = (byte)(value & 0x0F);
    }

    private void SetFifoControl(byte value)
    {
        _fifoControl = value;
        if ((value & 2) != 0) _received.Clear();
    }

    /// <summary>IIR: the most urgent cause; reading it withdraws the transmitter's.</summary>
    private byte ReadIdentification()
    {
        byte cause = Cause();
        if (cause == 2) _transmitPending = false;
        Update();
        return (byte)(cause | ((_fifoControl & 1) != 0 ? 0xC0 : 0));
    }

    private byte Cause()
    {
        if ((_interruptEnable & ReceiveEnable) != 0 && _received.Count != 0) return _received.Count >= TriggerLevel ? (byte)4 : (byte)12;
        return (_interruptEnable & TransmitEnable) != 0 && _transmitPending ? (byte)2 : (byte)1;
    }

    /// <summary>With fewer bytes than this the cause is "timeout", which here comes at once.</summary>
    private int TriggerLevel => (_fifoControl & 1) == 0 ? 1 : (_fifoControl >> 6) switch { 0 => 1, 1 => 4, 2 => 8, _ => 14 };

    /// <summary>CTS, DSR and DCD are on; in loopback the four outputs come back.</summary>
    private byte ModemStatus()
    {
        if ((_modemControl & Loopback) == 0) return 0xB0;
        int control = _modemControl;
        return (byte)((control & 1) << 5 | (control & 2) << 3 | (control & 4) << 4 | (control & 8) << 4);
    }

    /// <summary>OUT2 gates the interrupt line on a PC.</summary>
    private void Update() => setIrq(Cause() != 1 && (_modemControl & InterruptsOut) != 0);
}
