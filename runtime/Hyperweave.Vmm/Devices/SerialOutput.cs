using System.Text;

namespace Hyperweave.Vmm.Devices;

/// <summary>
/// What the guest prints. Bytes are buffered up to the end of a line; <see cref="LineCompleted"/> tells of each full line.
/// </summary>
public sealed class SerialOutput(Stream stream)
{
    private const int LongestLine = 64 * 1024;
    private readonly byte[] _buffer = new byte[4096];
    private readonly List<byte> _line = [];
    private int _count;

    /// <summary>A line without its end, decoded as UTF-8. Called on the processor's thread, while the guest waits.</summary>
    public event Action<string>? LineCompleted;

    /// <summary>The first byte of a line has come. Called as <see cref="LineCompleted"/> is, and only while that has a listener.</summary>
    public event Action? LineBegun;

    public long BytesWritten { get; private set; }

    public void Write(byte value)
    {
        _buffer[_count++] = value;
        BytesWritten++;
        if (value == '\n' || _count == _buffer.Length) Flush();
        if (LineCompleted is not null) Collect(value);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes) Write(value);
    }

    /// <summary>Hands everything to the stream. The machine calls it whenever the guest rests, and at the end.</summary>
    /// <exception cref="SerialOutputException">The stream cannot take it.</exception>
    public void Flush()
    {
        if (_count == 0) return;
        int count = _count;
        _count = 0;
        try
        {
            stream.Write(_buffer, 0, count);
            stream.Flush();
        }
        catch (IOException failure)
        {
            throw new SerialOutputException(failure.Message);
        }
    }

    private void Collect(byte value)
    {
        if (value != '\n')
        {
            if (_line.Count == 0) LineBegun?.Invoke();
            if (_line.Count < LongestLine) _line.Add(value);
            return;
        }
        string line = Encoding.UTF8.GetString([.. _line]).TrimEnd('\r');
        _line.Clear();
        LineCompleted?.Invoke(line);
    }
}

/// <summary>What the guest prints cannot be written any more: the disk is full, or the reader has gone.</summary>
public sealed class SerialOutputException(string problem) : Exception($"the guest's serial output cannot be written: {problem}");
