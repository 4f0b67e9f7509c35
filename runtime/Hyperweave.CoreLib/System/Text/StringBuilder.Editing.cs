namespace System.Text;

public sealed partial class StringBuilder
{
    public StringBuilder Insert(int index, string value) => Insert(index, value.AsSpan());

    public StringBuilder Insert(int index, char value) => Insert(index, new ReadOnlySpan<char>(in value));

    public StringBuilder Insert(int index, object value) => Insert(index, value?.ToString());

    public StringBuilder Insert(int index, int value) => Insert(index, value.ToString());

    public StringBuilder Insert(int index, long value) => Insert(index, value.ToString());

    public StringBuilder Insert(int index, ReadOnlySpan<char> value)
    {
        if ((uint)index > (uint)_length)
            throw new ArgumentOutOfRangeException(nameof(index));
        int tail = _length - index;
        Take(value.Length);
        Array.Copy(_buffer, index, _buffer, index + value.Length, tail);
        value.CopyTo(new Span<char>(_buffer, index, value.Length));
        return this;
    }

    public StringBuilder Remove(int startIndex, int length)
    {
        if (startIndex < 0 || length < 0 || startIndex > _length - length)
            throw new ArgumentOutOfRangeException(nameof(length));
        Array.Copy(_buffer, startIndex + length, _buffer, startIndex, _length - startIndex - length);
        _length -= length;
        return this;
    }

    public StringBuilder Replace(char oldChar, char newChar)
    {
        new Span<char>(_buffer, 0, _length).Replace(oldChar, newChar);
        return this;
    }

    public StringBuilder Replace(string oldValue, string newValue)
    {
        string replaced = ToString().Replace(oldValue, newValue);
        _length = 0;
        return Append(replaced);
    }

    public StringBuilder AppendFormat(string format, object arg0) => AppendFormat(format, [arg0]);

    public StringBuilder AppendFormat(string format, object arg0, object arg1) => AppendFormat(format, [arg0, arg1]);

    public StringBuilder AppendFormat(string format, object arg0, object arg1, object arg2) => AppendFormat(format, [arg0, arg1, arg2]);

    public StringBuilder AppendFormat(string format, params object[] args) => AppendFormat(format, new ReadOnlySpan<object>(args));

    public StringBuilder AppendFormat(string format, params ReadOnlySpan<object> args)
    {
        ArgumentNullException.ThrowIfNull(format, nameof(format));
        ReadOnlySpan<char> rest = format;
        while (rest.Length != 0)
        {
            int brace = rest.IndexOfAny('{', '}');
            if (brace < 0)
                return Append(rest);
            Append(rest.Slice(0, brace));
            rest = rest.Slice(brace);
            if (rest.Length > 1 && rest[1] == rest[0])
            {
                Append(rest[0]);
                rest = rest.Slice(2);
            }
            else
                rest = AppendItem(rest, args);
        }
        return this;
    }

    /// <summary>One {index,alignment:format}; returns what follows it.</summary>
    private ReadOnlySpan<char> AppendItem(ReadOnlySpan<char> text, scoped ReadOnlySpan<object> args)
    {
        int end = text.IndexOf('}');
        if (text[0] == '}' || end < 0)
            throw new FormatException("Input string was not in a correct format.");
        ReadOnlySpan<char> item = text.Slice(1, end - 1);
        string format = null;
        int colon = item.IndexOf(':');
        if (colon >= 0)
        {
            format = new string(item.Slice(colon + 1));
            item = item.Slice(0, colon);
        }
        int comma = item.IndexOf(',');
        int alignment = comma < 0 ? 0 : int.Parse(item.Slice(comma + 1));
        int index = int.Parse(comma < 0 ? item : item.Slice(0, comma));
        if ((uint)index >= (uint)args.Length)
            throw new FormatException("Index (zero based) must be greater than or equal to zero and less than the size of the argument list.");
        AppendAligned(args[index] is IFormattable formattable ? formattable.ToString(format, null) : args[index]?.ToString(), alignment);
        return text.Slice(end + 1);
    }

    /// <summary>Padded to a width: on the left, or on the right where it is negative.</summary>
    internal void AppendAligned(string value, int alignment)
    {
        int padding = (alignment < 0 ? -alignment : alignment) - (value?.Length ?? 0);
        if (alignment > 0 && padding > 0)
            Append(' ', padding);
        Append(value);
        if (alignment < 0 && padding > 0)
            Append(' ', padding);
    }
}
