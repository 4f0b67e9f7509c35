namespace Hyperweave.Vmm.Devices;

/// <summary>
/// The message-signalled interrupts of a PCI function: MSI-X's table and pending bits (PCI Local Bus 3.0, section 6.8.2). A vector whose
/// entry or function is masked stays pending until it is not.
/// </summary>
/// <param name="send">Writes a message: address and data.</param>
public sealed class MessageTable(int count, Action<ulong, uint> send)
{
    public const int EntryLength = 16;

    /// <summary>Bits of the capability's message control.</summary>
    public const ushort Enable = 1 << 15, FunctionMask = 1 << 14;

    private const int WordsAnEntry = 4, ControlWord = 3;
    private const uint Masked = 1;

    private readonly uint[] _words = AllMasked(count);
    private readonly bool[] _pending = new bool[count];
    private ushort _control;

    public int Count => count;

    /// <summary>As after a reset.</summary>
    private static uint[] AllMasked(int count)
    {
        uint[] words = new uint[count * WordsAnEntry];
        for (int word = ControlWord; word < words.Length; word += WordsAnEntry) words[word] = Masked;
        return words;
    }

    /// <summary>Message control as the guest has written it.</summary>
    public ushort Control
    {
        set
        {
            _control = value;
            for (int vector = 0; vector < count; vector++) Send(vector);
        }
    }

    /// <summary>Interrupts are messages; the pin is silent.</summary>
    public bool IsEnabled => (_control & Enable) != 0;

    /// <summary>The interrupt of a vector; a number without an entry is one that the driver does not want.</summary>
    public void Signal(int vector)
    {
        if (vector >= count) return;
        _pending[vector] = true;
        Send(vector);
    }

    /// <param name="offset">In the table, in bytes.</param>
    public uint Read(uint offset) => offset / 4 < _words.Length ? _words[offset / 4] : 0;

    public void Write(uint offset, uint value)
    {
        if (offset % 4 != 0 || offset / 4 >= _words.Length) return;
        _words[offset / 4] = value;
        Send((int)(offset / EntryLength));
    }

    /// <summary>32 pending bits.</summary>
    /// <param name="offset">In the array of them, in bytes.</param>
    public uint ReadPending(uint offset)
    {
        uint bits = 0;
        for (int bit = 0, first = (int)offset * 8; bit < 32 && first + bit < count; bit++) bits |= _pending[first + bit] ? 1u << bit : 0;
        return bits;
    }

    private void Send(int vector)
    {
        int entry = vector * WordsAnEntry;
        if (!_pending[vector] || (_control & (Enable | FunctionMask)) != Enable || (_words[entry + ControlWord] & Masked) != 0) return;
        _pending[vector] = false;
        send(_words[entry] & ~3u | (ulong)_words[entry + 1] << 32, _words[entry + 2]);
    }
}
