using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Hyperweave.Vmm.Tests.Debugging;

/// <summary>Speaks to the stub byte by byte, as gdb and as what no gdb would send. Bytes are Latin-1 letters.</summary>
internal sealed partial class GdbClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 50 };

    public GdbClient(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>What a case says, with \xNN as bytes and «body» as a packet.</summary>
    public static string Raw(string text) => Packets().Replace(Unescape(text), match => Framed(match.Groups[1].Value));

    public static string Framed(string body) => $"${body}#{Encoding.Latin1.GetBytes(body).Sum(value => value) & 0xFF:x2}";

    public void Send(string raw) => _socket.Send(Encoding.Latin1.GetBytes(raw));

    /// <summary>Receives until all of the expected has come, or nothing comes any more.</summary>
    /// <returns>What came, packets with a right checksum as «body».</returns>
    public string Receive(string expected)
    {
        var received = new StringBuilder();
        byte[] buffer = new byte[65536];
        for (var end = DateTime.UtcNow + Limit; DateTime.UtcNow < end && !Matches(Readable(received.ToString()), expected);)
        {
            try
            {
                int count = _socket.Receive(buffer);
                if (count == 0) break;
                received.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                // Not yet.
            }
            catch (SocketException)
            {
                break;
            }
        }
        return Readable(received.ToString());
    }

    public static bool Matches(string received, string expected) =>
        Regex.IsMatch(received, "^" + Regex.Escape(Unescape(expected)).Replace("\\*", ".*").Replace("\\?", ".") + "$", RegexOptions.Singleline);

    public void Dispose() => _socket.Dispose();

    private static string Readable(string received) =>
        Answers().Replace(received, match => match.Value == Framed(match.Groups[1].Value) ? $"«{match.Groups[1].Value}»" : match.Value);

    private static string Unescape(string text) =>
        Escapes().Replace(text, match => ((char)int.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex("«([^»]*)»", RegexOptions.Singleline)]
    private static partial Regex Packets();

    [GeneratedRegex(@"\$([^#$]*)#[0-9a-f]{2}", RegexOptions.Singleline)]
    private static partial Regex Answers();

    [GeneratedRegex(@"\\x([0-9A-F]{2})")]
    private static partial Regex Escapes();
}
