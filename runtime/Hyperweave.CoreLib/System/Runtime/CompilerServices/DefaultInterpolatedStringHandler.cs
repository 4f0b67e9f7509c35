namespace System.Runtime.CompilerServices;

/// <summary>What the compiler makes of $"…": the parts go into a buffer that doubles.</summary>
[InterpolatedStringHandler]
public ref struct DefaultInterpolatedStringHandler
{
    private const int GuessedLength = 11, MinimumLength = 64;

    private Span<char> _buffer;
    private int _length;

    public DefaultInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        int guess = literalLength + formattedCount * GuessedLength;
        _buffer = new char[guess < MinimumLength ? MinimumLength : guess];
    }

    public DefaultInterpolatedStringHandler(int literalLength, int formattedCount, IFormatProvider provider) : this(literalLength, formattedCount) { }

    public DefaultInterpolatedStringHandler(int literalLength, int formattedCount, IFormatProvider provider, Span<char> initialBuffer) => _buffer = initialBuffer;

    public readonly ReadOnlySpan<char> Text => _buffer.Slice(0, _length);

    public override readonly string ToString() => new(Text);

    public string ToStringAndClear()
    {
        string result = ToString();
        Clear();
        return result;
    }

    public void Clear()
    {
        _buffer = default;
        _length = 0;
    }

    public void AppendLiteral(string value) => AppendFormatted(value.AsSpan());

    public void AppendFormatted(string value) => AppendFormatted(value.AsSpan());

    public void AppendFormatted(ReadOnlySpan<char> value)
    {
        if (value.Length > _buffer.Length - _length)
            Grow(value.Length);
        value.CopyTo(_buffer.Slice(_length));
        _length += value.Length;
    }

    public void AppendFormatted<T>(T value) => AppendFormatted(value, null);

    public void AppendFormatted<T>(T value, string format)
    {
        if (value is ISpanFormattable)
        {
            int written;
            while (!((ISpanFormattable)value).TryFormat(_buffer.Slice(_length), out written, format, null))
                Grow(_buffer.Length);
            _length += written;
        }
        else
            AppendFormatted(value is IFormattable ? ((IFormattable)value).ToString(format, null) : value?.ToString());
    }

    public void AppendFormatted<T>(T value, int alignment) => AppendFormatted(value, alignment, null);

    public void AppendFormatted<T>(T value, int alignment, string format)
    {
        int start = _length;
        AppendFormatted(value, format);
        Align(start, alignment);
    }

    public void AppendFormatted(ReadOnlySpan<char> value, int alignment = 0, string format = null)
    {
        int start = _length;
        AppendFormatted(value);
        Align(start, alignment);
    }

    public void AppendFormatted(string value, int alignment = 0, string format = null) => AppendFormatted(value.AsSpan(), alignment);

    public void AppendFormatted(object value, int alignment = 0, string format = null) => AppendFormatted<object>(value, alignment, format);

    /// <summary>Pads what was written from <paramref name="start"/> on: on the left, or on the right where the width is negative.</summary>
    private void Align(int start, int alignment)
    {
        int written = _length - start;
        int padding = (alignment < 0 ? -alignment : alignment) - written;
        if (padding <= 0)
            return;
        if (padding > _buffer.Length - _length)
            Grow(padding);
        int gap = alignment < 0 ? _length : start;
        if (alignment > 0)
            _buffer.Slice(start, written).CopyTo(_buffer.Slice(start + padding));
        _buffer.Slice(gap, padding).Fill(' ');
        _length += padding;
    }

    private void Grow(int needed)
    {
        int size = 2 * _buffer.Length;
        Span<char> larger = new char[size > _length + needed ? size : _length + needed];
        Text.CopyTo(larger);
        _buffer = larger;
    }
}
