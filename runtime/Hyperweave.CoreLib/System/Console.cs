using System.Runtime;
using System.Runtime.CompilerServices;
using System.Text;

namespace System;

/// <summary>Text out, through the hook that the guest assembly provides; a panic takes the same way.</summary>
public static unsafe class Console
{
    [RuntimeImport("*", "hw_panic_write")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Write(char* text, int length);

    [RuntimeImport("*", "hw_panic_stop")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Stop();

    internal static void WritePanic(string text) => Write(text);

    public static void Write(string value) => Write(value.AsSpan());

    public static void Write(ReadOnlySpan<char> value)
    {
        fixed (char* text = value)
            Write(text, value.Length);
    }

    public static void Write(char value) => Write(&value, 1);

    public static void Write(bool value) => Write(value.ToString());

    public static void Write(int value) => Write(value.ToString());

    public static void Write(uint value) => Write(value.ToString());

    public static void Write(long value) => Write(value.ToString());

    public static void Write(ulong value) => Write(value.ToString());

    public static void Write(double value) => Write(value.ToString());

    public static void Write(float value) => Write(value.ToString());

    public static void Write(object value) => Write(value?.ToString());

    public static void Write(string format, params object[] args) => Write(string.Format(format, args));

    public static void WriteLine() => Write('\n');

    public static void WriteLine(string value)
    {
        Write(value);
        Write('\n');
    }

    public static void WriteLine(ReadOnlySpan<char> value)
    {
        Write(value);
        Write('\n');
    }

    public static void WriteLine(char value) => WriteLine(value.ToString());

    public static void WriteLine(bool value) => WriteLine(value.ToString());

    public static void WriteLine(int value) => WriteLine(value.ToString());

    public static void WriteLine(uint value) => WriteLine(value.ToString());

    public static void WriteLine(long value) => WriteLine(value.ToString());

    public static void WriteLine(ulong value) => WriteLine(value.ToString());

    public static void WriteLine(double value) => WriteLine(value.ToString());

    public static void WriteLine(float value) => WriteLine(value.ToString());

    public static void WriteLine(object value) => WriteLine(value?.ToString());

    public static void WriteLine(string format, object arg0) => WriteLine(string.Format(format, arg0));

    public static void WriteLine(string format, object arg0, object arg1) => WriteLine(string.Format(format, arg0, arg1));

    public static void WriteLine(string format, params object[] args) => WriteLine(string.Format(format, args));
}
