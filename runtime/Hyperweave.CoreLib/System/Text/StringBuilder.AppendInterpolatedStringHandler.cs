using System.Runtime.CompilerServices;

namespace System.Text;

public sealed partial class StringBuilder
{
    /// <summary>Appends the parts of an interpolated string to a builder, without a string between.</summary>
    [InterpolatedStringHandler]
    public struct AppendInterpolatedStringHandler
    {
        private readonly StringBuilder _builder;

        public AppendInterpolatedStringHandler(int literalLength, int formattedCount, StringBuilder stringBuilder) => _builder = stringBuilder;

        public AppendInterpolatedStringHandler(int literalLength, int formattedCount, StringBuilder stringBuilder, IFormatProvider provider) => _builder = stringBuilder;

        public void AppendLiteral(string value) => _builder.Append(value);

        public void AppendFormatted<T>(T value) => _builder.Append(value?.ToString());

        public void AppendFormatted<T>(T value, string format) => AppendFormatted(value, 0, format);

        public void AppendFormatted<T>(T value, int alignment) => AppendFormatted(value, alignment, null);

        public void AppendFormatted<T>(T value, int alignment, string format) =>
            _builder.AppendAligned(value is IFormattable formattable ? formattable.ToString(format, null) : value?.ToString(), alignment);

        public void AppendFormatted(ReadOnlySpan<char> value) => _builder.Append(value);

        public void AppendFormatted(ReadOnlySpan<char> value, int alignment = 0, string format = null) => _builder.AppendAligned(new string(value), alignment);

        public void AppendFormatted(string value) => _builder.Append(value);

        public void AppendFormatted(string value, int alignment = 0, string format = null) => _builder.AppendAligned(value, alignment);

        public void AppendFormatted(object value, int alignment = 0, string format = null) => AppendFormatted<object>(value, alignment, format);
    }
}
