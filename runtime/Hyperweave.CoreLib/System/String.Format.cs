using System.Text;

namespace System;

public sealed unsafe partial class String
{
    public static string Format(string format, object arg0) => Format(format, [arg0]);

    public static string Format(string format, object arg0, object arg1) => Format(format, [arg0, arg1]);

    public static string Format(string format, object arg0, object arg1, object arg2) => Format(format, [arg0, arg1, arg2]);

    public static string Format(string format, params object[] args) => Format(format, new ReadOnlySpan<object>(args));

    public static string Format(string format, params ReadOnlySpan<object> args) => new StringBuilder().AppendFormat(format, args).ToString();

    public static string Format(IFormatProvider provider, string format, object arg0) => Format(format, [arg0]);

    public static string Format(IFormatProvider provider, string format, object arg0, object arg1) => Format(format, [arg0, arg1]);

    public static string Format(IFormatProvider provider, string format, object arg0, object arg1, object arg2) => Format(format, [arg0, arg1, arg2]);

    public static string Format(IFormatProvider provider, string format, params object[] args) => Format(format, new ReadOnlySpan<object>(args));
}
