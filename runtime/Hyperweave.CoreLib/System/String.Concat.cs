using System.Collections.Generic;
using System.Text;

namespace System;

public sealed unsafe partial class String
{
    public static string Concat(string first, string second)
    {
        if (IsNullOrEmpty(first))
            return second ?? Empty;
        if (IsNullOrEmpty(second))
            return first;
        string result = Allocate(checked(first._stringLength + second._stringLength));
        Span<char> rest = result.Writable;
        Append(ref rest, first);
        Append(ref rest, second);
        return result;
    }

    public static string Concat(string first, string second, string third) =>
        Concat(first.AsSpan(), second.AsSpan(), third.AsSpan());

    public static string Concat(string first, string second, string third, string fourth) =>
        Concat(first.AsSpan(), second.AsSpan(), third.AsSpan(), fourth.AsSpan());

    public static string Concat(params string[] values) => Concat(new ReadOnlySpan<string>(values));

    public static string Concat(params ReadOnlySpan<string> values) => Join(default(ReadOnlySpan<char>), values);

    public static string Concat(IEnumerable<string> values) => Join(Empty, values);

    public static string Concat(object value) => value?.ToString() ?? Empty;

    public static string Concat(object first, object second) => Concat(first?.ToString(), second?.ToString());

    public static string Concat(object first, object second, object third) => Concat(first?.ToString(), second?.ToString(), third?.ToString());

    public static string Concat(params object[] values) => Join(Empty, values);

    public static string Concat(params ReadOnlySpan<object> values) => Join(default(ReadOnlySpan<char>), values);

    public static string Concat(ReadOnlySpan<char> first, ReadOnlySpan<char> second) => Concat(first, second, default, default);

    public static string Concat(ReadOnlySpan<char> first, ReadOnlySpan<char> second, ReadOnlySpan<char> third) => Concat(first, second, third, default);

    public static string Concat(ReadOnlySpan<char> first, ReadOnlySpan<char> second, ReadOnlySpan<char> third, ReadOnlySpan<char> fourth)
    {
        string result = Allocate(checked(first.Length + second.Length + third.Length + fourth.Length));
        Span<char> rest = result.Writable;
        Append(ref rest, first);
        Append(ref rest, second);
        Append(ref rest, third);
        Append(ref rest, fourth);
        return result;
    }

    private static void Append(ref Span<char> rest, ReadOnlySpan<char> text)
    {
        text.CopyTo(rest);
        rest = rest.Slice(text.Length);
    }

    public static string Join(string separator, params string[] values) => Join(separator, new ReadOnlySpan<string>(values));

    public static string Join(string separator, params ReadOnlySpan<string> values) => Join(separator.AsSpan(), values);

    public static string Join(char separator, params string[] values) => Join(separator, new ReadOnlySpan<string>(values));

    public static string Join(char separator, params ReadOnlySpan<string> values) => Join(new ReadOnlySpan<char>(in separator), values);

    public static string Join(string separator, string[] values, int startIndex, int count) =>
        Join(separator, new ReadOnlySpan<string>(values, startIndex, count));

    public static string Join(string separator, params object[] values) => Join(separator, new ReadOnlySpan<object>(values));

    public static string Join(string separator, params ReadOnlySpan<object> values) => Join(separator.AsSpan(), values);

    public static string Join(char separator, params ReadOnlySpan<object> values) => Join(new ReadOnlySpan<char>(in separator), values);

    private static string Join(ReadOnlySpan<char> separator, ReadOnlySpan<object> values)
    {
        string[] texts = new string[values.Length];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = values[i]?.ToString();
        return Join(separator, new ReadOnlySpan<string>(texts));
    }

    public static string Join(char separator, params object[] values) => Join(separator, new ReadOnlySpan<object>(values));

    public static string Join<T>(char separator, IEnumerable<T> values) => Join(separator.ToString(), values);

    public static string Join(string separator, IEnumerable<string> values) => Join<string>(separator, values);

    public static string Join<T>(string separator, IEnumerable<T> values)
    {
        StringBuilder builder = new();
        bool isFirst = true;
        foreach (T value in values)
        {
            if (!isFirst)
                builder.Append(separator);
            isFirst = false;
            builder.Append(value?.ToString());
        }
        return builder.ToString();
    }

    private static string Join(ReadOnlySpan<char> separator, ReadOnlySpan<string> values)
    {
        if (values.Length == 0)
            return Empty;
        int length = checked((values.Length - 1) * separator.Length);
        foreach (string value in values)
            length = checked(length + (value?._stringLength ?? 0));
        string result = Allocate(length);
        Span<char> rest = result.Writable;
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0)
                Append(ref rest, separator);
            Append(ref rest, values[i]);
        }
        return result;
    }
}
