namespace Hyperweave.Vmm.Devices;

/// <summary>
/// One 8259A interrupt controller (Intel 8259A data sheet): fixed priority, edge or level triggered inputs, specific and
/// non-specific end of interrupt, automatic EOI, rotation, special mask mode, poll.
/// </summary>
public sealed class InterruptController8259 : IPortDevice
{
    private const byte InitializeBit = 0x10, NeedsIcw4 = 1, SingleBit = 2, ReadCommandBit = 8;

    private byte _request, _service, _mask, _lines, _vectorBase;
    private int _initialization, _lowestPriority = 7;
    private bool _needsIcw4, _single, _automaticEnd, _rotateOnAutomaticEnd, _readService, _specialMask, _poll;

    /// <summary>ELCR: bits of level-triggered inputs.</summary>
    public byte LevelTriggered { get; set; }

    /// <summary>INT: an unmasked request is more urgent than what is in service.</summary>
    public bool Output => Winner() >= 0;

    /// <summary>Drives input 0 to 7.</summary>
    public void SetLine(int line, bool high)
    {
        byte bit = (byte)(1 << line);
        bool was = (_lines & bit) != 0;
        _lines = (byte)(high ? _lines | bit : _lines & ~bit);
        if (high && (!was || (LevelTriggered & bit) != 0)) _request |= bit;
        // A level request goes with its line; an edge, once latched, stays.
        if (!high && (LevelTriggered & bit) != 0) _request &= (byte)~bit;
    }

    /// <summary>The input's request is latched, and not masked.</summary>
    public bool IsWaiting(int line) => (_request & ~_mask & 1 << line) != 0;

    /// <summary>INTA: the vector; input 7's, with nothing in service, when the request has gone (spurious).</summary>
    public byte Acknowledge()
    {
        int line = Winner();
        if (line < 0) return (byte)(_vectorBase + 7);
        byte bit = (byte)(1 << line);
        if ((LevelTriggered & bit) == 0) _request &= (byte)~bit;
        if (_automaticEnd) { if (_rotateOnAutomaticEnd) _lowestPriority = line; }
        else _service |= bit;
        return (byte)(_vectorBase + line);
    }

    /// <summary>OCW3 has asked for a poll: the next read is its answer.</summary>
    public bool IsPolled => _poll;

    public byte Read(int offset)
    {
        if (_poll)
        {
            _poll = false;
            bool pending = Output;
            return pending ? (byte)(0x80 | Acknowledge() - _vectorBase) : (byte)0;
        }
        if (offset != 0) return _mask;
        return _readService ? _service : _request;
    }

    public void Write(int offset, byte value)
    {
        if (offset == 0 && (value & InitializeBit) != 0) BeginInitialization(value);
        else if (offset == 0 && (value & ReadCommandBit) != 0) WriteOcw3(value);
        else if (offset == 0) WriteOcw2(value);
        else if (_initialization != 0) ContinueInitialization(value);
        else _mask = value;
    }

    /// <summary>ICW1 clears mask, service and special mask mode, and awaits ICW2.</summary>
    private void BeginInitialization(byte value)
    {
        (_needsIcw4, _single) = ((value & NeedsIcw4) != 0, (value & SingleBit) != 0);
        (_mask, _service, _request) = (0, 0, (byte)(_lines & LevelTriggered));
        (_automaticEnd, _specialMask, _readService, _poll) = (false, false, false, false);
        _lowestPriority = 7;
        _initialization = 2;
    }

    private void ContinueInitialization(byte value)
    {
        switch (_initialization)
        {
            case 2:
                _vectorBase = (byte)(value & 0xF8);
                _initialization = !_single ? 3 : _needsIcw4 ? 4 : 0;
                break;
            case 3:
                // ICW3, the wiring of the cascade, is fixed on a PC.
                _initialization = _needsIcw4 ? 4 : 0;
                break;
            default:
                _automaticEnd = (value & 2) != 0;
                _initialization = 0;
                break;
        }
    }

    /// <summary>OCW2: bits 7..5 are rotate, specific, end of interrupt.</summary>
    private void WriteOcw2(byte value)
    {
        int line = value & 7;
        switch (value >> 5)
        {
            case 0: _rotateOnAutomaticEnd = false; break;
            case 4: _rotateOnAutomaticEnd = true; break;
            case 1: End(MostUrgentInService(), rotate: false); break;
            case 5: End(MostUrgentInService(), rotate: true); break;
            case 3: End(line, rotate: false); break;
            case 7: End(line, rotate: true); break;
            case 6: _lowestPriority = line; break;
        }
    }

    private void End(int line, bool rotate)
    {
        if (line < 0) return;
        _service &= (byte)~(1 << line);
        if (rotate) _lowestPriority = line;
    }

    private void WriteOcw3(byte value)
    {
        if ((value & 0x40) != 0) _specialMask = (value & 0x20) != 0;
        _poll = (value & 4) != 0;
        if ((value & 2) != 0) _readService = (value & 1) != 0;
    }

    /// <summary>The line that INT stands for, or -1: unmasked, requested, and above everything in service.</summary>
    private int Winner()
    {
        int requested = _request & ~_mask;
        if (requested == 0) return -1;
        for (int i = 1; i <= 8; i++)
        {
            int line = _lowestPriority + i & 7, bit = 1 << line;
            if ((_service & bit) != 0 && !(_specialMask && (_mask & bit) != 0)) return -1;
            if ((requested & bit) != 0) return line;
        }
        return -1;
    }

    private int MostUrgentInService()
    {
        for (int i = 1; i <= 8; i++)
        {
            int line = _lowestPriority + i & 7;
            if ((_service & 1 << line) != 0) return line;
        }
        return -1;
    }
}
