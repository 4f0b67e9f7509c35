using System.Text;

namespace Hyperweave.Hosting;

/// <summary>What the kernel has printed on COM1 so far, one character a byte (ISO 8859-1).</summary>
public sealed class SerialText
{
    private readonly StringBuilder _text = new();

    internal SerialText() => Sink = new ByteSink(_text);

    internal Stream Sink { get; }

    /// <summary>All of it.</summary>
    public string Text => _text.ToString();

    /// <summary>Its lines, without their ends; what follows the last line feed is a line too, unless it is empty.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            var lines = Text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
            if (lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
            return lines;
        }
    }

    /// <inheritdoc cref="Text"/>
    public override string ToString() => Text;

    /// <summary>Whether the text stands at or after an index.</summary>
    internal bool Contains(string text, int from) => Text.AsSpan(Math.Min(from, _text.Length)).Contains(text, StringComparison.Ordinal);

    internal int Length => _text.Length;

    private sealed class ByteSink(StringBuilder text) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => text.Append(Encoding.Latin1.GetString(buffer, offset, count));
    }
}
