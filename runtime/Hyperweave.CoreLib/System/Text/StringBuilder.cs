using System.Runtime.CompilerServices;

namespace System.Text;

/// <summary>Text in the making, in one array that doubles.</summary>
public sealed partial class StringBuilder
{
    private const int DefaultCapacity = 16;

    private char[] _buffer;
    private int _length;

    public StringBuilder() : this(DefaultCapacity) { }

    public StringBuilder(int capacity) => _buffer = new char[capacity <= 0 ? DefaultCapacity : capacity];

    public StringBuilder(string value) : this(value, DefaultCapacity) { }

    public StringBuilder(string value, int capacity) : this(value is null || value.Length < capacity ? capacity : value.Length) => Append(value);

    public int Length
    {
        get => _length;
        set
        {
            if (value < 0)
                throw new ArgumentOutOfRangeException(nameof(value));
            if (value > _length)
                Append('\0', value - _length);
            _length = value;
        }
    }

    public int Capacity
    {
        get => _buffer.Length;
        set => Array.Resize(ref _buffer, value < _length ? throw new ArgumentOutOfRangeException(nameof(value)) : value);
    }

    public int MaxCapacity => int.MaxValue;

    [IndexerName("Chars")]
    public char this[int index]
    {
        get => (uint)index < (uint)_length ? _buffer[index] : throw new IndexOutOfRangeException();
        set => _buffer[(uint)index < (uint)_length ? index : throw new ArgumentOutOfRangeException(nameof(index))] = value;
    }

    public int EnsureCapacity(int capacity)
    {
        if (capacity > _buffer.Length)
            Capacity = capacity;
        return _buffer.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StringBuilder Append(char value)
    {
        char[] buffer = _buffer;
        int length = _length;
        if ((uint)length < (uint)buffer.Length)
        {
            buffer[length] = value;
            _length = length + 1;
        }
        else
            Take(1)[0] = value;
        return this;
    }

    public StringBuilder Append(char value, int repeatCount)
    {
        Take(repeatCount).Fill(value);
        return this;
    }

    public StringBuilder Append(string value) => Append(value.AsSpan());

    public StringBuilder Append(ReadOnlySpan<char> value)
    {
        value.CopyTo(Take(value.Length));
        return this;
    }

    public StringBuilder Append(string value, int startIndex, int count) => Append(value.AsSpan(startIndex, count));

    public StringBuilder Append(char[] value) => Append(new ReadOnlySpan<char>(value));

    public StringBuilder Append(char[] value, int startIndex, int charCount) => Append(new ReadOnlySpan<char>(value, startIndex, charCount));

    public unsafe StringBuilder Append(char* value, int valueCount) => Append(new ReadOnlySpan<char>(value, valueCount));

    public StringBuilder Append(StringBuilder value) => value is null ? this : Append(value.Text);

    public StringBuilder Append(object value) => Append(value?.ToString());

    public StringBuilder Append(bool value) => Append(value.ToString());

    public StringBuilder Append(sbyte value) => AppendNumber(value);

    public StringBuilder Append(byte value) => AppendNumber(value);

    public StringBuilder Append(short value) => AppendNumber(value);

    public StringBuilder Append(ushort value) => AppendNumber(value);

    public StringBuilder Append(int value) => AppendNumber(value);

    public StringBuilder Append(uint value) => AppendNumber(value);

    public StringBuilder Append(long value) => AppendNumber(value);

    public StringBuilder Append(ulong value) => AppendNumber(value);

    public StringBuilder Append(float value) => AppendNumber(value);

    public StringBuilder Append(double value) => AppendNumber(value);

    public StringBuilder Append([InterpolatedStringHandlerArgument("")] ref AppendInterpolatedStringHandler handler) => this;

    public StringBuilder Append(IFormatProvider provider, [InterpolatedStringHandlerArgument("", "provider")] ref AppendInterpolatedStringHandler handler) => this;

    /// <summary>Writes the value where it will stay, after making room for any number.</summary>
    private StringBuilder AppendNumber<T>(T value) where T : ISpanFormattable
    {
        const int Room = 32;
        EnsureFree(Room);
        value.TryFormat(new Span<char>(_buffer, _length, _buffer.Length - _length), out int written, default, null);
        _length += written;
        return this;
    }

    public StringBuilder AppendLine() => Append('\n');

    public StringBuilder AppendLine(string value) => Append(value).Append('\n');

    public StringBuilder AppendLine([InterpolatedStringHandlerArgument("")] ref AppendInterpolatedStringHandler handler) => AppendLine();

    public StringBuilder AppendJoin(string separator, params string[] values) => Append(string.Join(separator, values));

    public StringBuilder AppendJoin(char separator, params string[] values) => Append(string.Join(separator, values));

    public StringBuilder AppendJoin(string separator, params ReadOnlySpan<string> values) => Append(string.Join(separator, values));

    public StringBuilder AppendJoin(char separator, params ReadOnlySpan<string> values) => Append(string.Join(separator, values));

    public StringBuilder AppendJoin(string separator, params object[] values) => Append(string.Join(separator, values));

    public StringBuilder AppendJoin<T>(string separator, System.Collections.Generic.IEnumerable<T> values) => Append(string.Join(separator, values));

    public StringBuilder AppendJoin<T>(char separator, System.Collections.Generic.IEnumerable<T> values) => Append(string.Join(separator, values));

    public StringBuilder Clear()
    {
        _length = 0;
        return this;
    }

    public bool Equals(StringBuilder other) => other is not null && Text.SequenceEqual(other.Text);

    public bool Equals(ReadOnlySpan<char> other) => Text.SequenceEqual(other);

    public void CopyTo(int sourceIndex, Span<char> destination, int count) => Text.Slice(sourceIndex, count).CopyTo(destination);

    public void CopyTo(int sourceIndex, char[] destination, int destinationIndex, int count) =>
        CopyTo(sourceIndex, new Span<char>(destination, destinationIndex, count), count);

    public override string ToString() => new(Text);

    public string ToString(int startIndex, int length) => new(Text.Slice(startIndex, length));

    private ReadOnlySpan<char> Text => new(_buffer, 0, _length);

    private Span<char> Take(int count)
    {
        if (count < 0)
            throw new ArgumentOutOfRangeException(nameof(count));
        EnsureFree(count);
        Span<char> place = new(_buffer, _length, count);
        _length += count;
        return place;
    }

    private void EnsureFree(int count)
    {
        int needed = checked(_length + count);
        if (needed <= _buffer.Length)
            return;
        int doubled = 2 * _buffer.Length;
        Array.Resize(ref _buffer, needed > doubled ? needed : doubled);
    }
}
