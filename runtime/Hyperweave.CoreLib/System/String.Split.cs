using System.Collections.Generic;

namespace System;

public sealed unsafe partial class String
{
    public string[] Split(char separator, StringSplitOptions options = StringSplitOptions.None) => Split(separator, int.MaxValue, options);

    public string[] Split(char separator, int count, StringSplitOptions options = StringSplitOptions.None) =>
        Split(new ReadOnlySpan<char>(in separator), default, count, options);

    public string[] Split(params char[] separator) => Split(separator, int.MaxValue, StringSplitOptions.None);

    public string[] Split(params ReadOnlySpan<char> separator) => Split(separator, default, int.MaxValue, StringSplitOptions.None);

    public string[] Split(char[] separator, int count) => Split(separator, count, StringSplitOptions.None);

    public string[] Split(char[] separator, StringSplitOptions options) => Split(separator, int.MaxValue, options);

    public string[] Split(char[] separator, int count, StringSplitOptions options) => Split(new ReadOnlySpan<char>(separator), default, count, options);

    public string[] Split(string separator, StringSplitOptions options = StringSplitOptions.None) => Split(separator, int.MaxValue, options);

    public string[] Split(string separator, int count, StringSplitOptions options = StringSplitOptions.None) =>
        Split(default, IsNullOrEmpty(separator) ? [] : new ReadOnlySpan<string>(in separator), count, options, isByString: true);

    public string[] Split(string[] separator, StringSplitOptions options) => Split(separator, int.MaxValue, options);

    public string[] Split(string[] separator, int count, StringSplitOptions options) => Split(default, separator, count, options, isByString: separator is { Length: > 0 });

    /// <summary>Splits at any of the characters and strings; at white space where neither is given.</summary>
    private string[] Split(ReadOnlySpan<char> characters, ReadOnlySpan<string> strings, int count, StringSplitOptions options, bool isByString = false)
    {
        if (count < 0)
            throw new ArgumentOutOfRangeException(nameof(count));
        if (count == 0)
            return [];
        List<string> parts = new();
        int start = 0;
        bool isByWhiteSpace = !isByString && characters.Length == 0;
        for (int i = 0; i < _stringLength && parts.Count < count - 1;)
        {
            int length = SeparatorLength(i, characters, strings, isByWhiteSpace);
            if (length != 0)
            {
                AddPart(parts, start, i, options);
                start = i + length;
            }
            i += length == 0 ? 1 : length;
        }
        AddLastPart(parts, start, characters, strings, isByWhiteSpace, options);
        return parts.ToArray();
    }

    /// <summary>The rest of the text; separators that lead it are dropped where empty entries are.</summary>
    private void AddLastPart(List<string> parts, int start, ReadOnlySpan<char> characters, ReadOnlySpan<string> strings, bool isByWhiteSpace, StringSplitOptions options)
    {
        if ((options & StringSplitOptions.RemoveEmptyEntries) != 0)
            for (int length; start < _stringLength && (length = SeparatorLength(start, characters, strings, isByWhiteSpace)) != 0; start += length)
            { }
        AddPart(parts, start, _stringLength, options);
    }

    private int SeparatorLength(int index, ReadOnlySpan<char> characters, ReadOnlySpan<string> strings, bool isByWhiteSpace)
    {
        char value = this[index];
        if (isByWhiteSpace)
            return char.IsWhiteSpace(value) ? 1 : 0;
        if (characters.IndexOf(value) >= 0)
            return 1;
        foreach (string separator in strings)
            if (!IsNullOrEmpty(separator) && AsSpan(index, _stringLength - index).StartsWith(separator.AsSpan()))
                return separator._stringLength;
        return 0;
    }

    private void AddPart(List<string> parts, int start, int end, StringSplitOptions options)
    {
        ReadOnlySpan<char> part = AsSpan(start, end - start);
        if ((options & StringSplitOptions.TrimEntries) != 0)
            part = part.Trim();
        if (part.Length != 0 || (options & StringSplitOptions.RemoveEmptyEntries) == 0)
            parts.Add(new string(part));
    }
}
