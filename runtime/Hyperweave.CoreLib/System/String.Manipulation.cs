using System.Text;

namespace System;

public sealed unsafe partial class String
{
    public string Substring(int startIndex) => Substring(startIndex, _stringLength - startIndex);

    public string Substring(int startIndex, int length)
    {
        if ((uint)startIndex > (uint)_stringLength)
            throw new ArgumentOutOfRangeException(nameof(startIndex));
        if ((uint)length > (uint)(_stringLength - startIndex))
            throw new ArgumentOutOfRangeException(nameof(length));
        return length == _stringLength ? this : new string(AsSpan(startIndex, length));
    }

    public string Insert(int startIndex, string value) =>
        Concat(AsSpan(0, startIndex), NotNull(value), AsSpan(startIndex, _stringLength - startIndex));

    public string Remove(int startIndex) => Substring(0, startIndex);

    public string Remove(int startIndex, int count) =>
        Concat(AsSpan(0, startIndex), AsSpan(startIndex + count, _stringLength - startIndex - count));

    public string Replace(char oldChar, char newChar)
    {
        if (oldChar == newChar || !Contains(oldChar))
            return this;
        string result = Copy(this);
        result.Writable.Replace(oldChar, newChar);
        return result;
    }

    public string Replace(string oldValue, string newValue) => Replace(oldValue, newValue, StringComparison.Ordinal);

    public string Replace(string oldValue, string newValue, StringComparison comparison)
    {
        ArgumentException.ThrowIfNullOrEmpty(oldValue, nameof(oldValue));
        ReadOnlySpan<char> rest = AsSpan();
        int index = rest.IndexOf(oldValue, comparison);
        if (index < 0)
            return this;
        StringBuilder builder = new(_stringLength);
        for (; index >= 0; index = rest.IndexOf(oldValue, comparison))
        {
            builder.Append(rest.Slice(0, index)).Append(newValue);
            rest = rest.Slice(index + oldValue._stringLength);
        }
        return builder.Append(rest).ToString();
    }

    public string PadLeft(int totalWidth) => PadLeft(totalWidth, ' ');

    public string PadLeft(int totalWidth, char paddingChar)
    {
        if (totalWidth <= _stringLength)
            return this;
        string result = new(paddingChar, totalWidth);
        AsSpan().CopyTo(result.Writable.Slice(totalWidth - _stringLength));
        return result;
    }

    public string PadRight(int totalWidth) => PadRight(totalWidth, ' ');

    public string PadRight(int totalWidth, char paddingChar)
    {
        if (totalWidth <= _stringLength)
            return this;
        string result = new(paddingChar, totalWidth);
        AsSpan().CopyTo(result.Writable);
        return result;
    }

    public string Trim() => FromSlice(AsSpan().Trim());

    public string TrimStart() => FromSlice(AsSpan().TrimStart());

    public string TrimEnd() => FromSlice(AsSpan().TrimEnd());

    public string Trim(char trimChar) => FromSlice(AsSpan().Trim(trimChar));

    public string TrimStart(char trimChar) => FromSlice(AsSpan().TrimStart(trimChar));

    public string TrimEnd(char trimChar) => FromSlice(AsSpan().TrimEnd(trimChar));

    public string Trim(params char[] trimChars) => FromSlice(AsSpan().Trim(trimChars));

    public string TrimStart(params char[] trimChars) => FromSlice(AsSpan().TrimStart(trimChars));

    public string TrimEnd(params char[] trimChars) => FromSlice(AsSpan().TrimEnd(trimChars));

    public string ToUpper() => ToUpperInvariant();

    public string ToLower() => ToLowerInvariant();

    public string ToUpperInvariant()
    {
        string result = Allocate(_stringLength);
        for (int i = 0; i < _stringLength; i++)
            result.Writable[i] = char.ToUpperInvariant(this[i]);
        return result;
    }

    public string ToLowerInvariant()
    {
        string result = Allocate(_stringLength);
        for (int i = 0; i < _stringLength; i++)
            result.Writable[i] = char.ToLowerInvariant(this[i]);
        return result;
    }

    private string FromSlice(ReadOnlySpan<char> slice) => slice.Length == _stringLength ? this : new string(slice);
}
