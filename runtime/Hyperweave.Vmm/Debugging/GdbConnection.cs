using System.Net.Sockets;
using System.Text;

namespace Hyperweave.Vmm.Debugging;

/// <summary>One gdb. Packets are strings of Latin-1 letters, each of them a byte.</summary>
internal sealed class GdbConnection(Socket socket) : IDisposable
{
    private readonly Lock _sending = new();
    private readonly PacketParser _parser = new();
    private string _lastPacket = "";
    private volatile bool _acknowledges = true;

    /// <summary>QStartNoAckMode: neither side acknowledges packets any more.</summary>
    internal void StopAcknowledging() => _acknowledges = false;

    /// <summary>Reads until gdb goes away, and hands on what it says. On a thread of its own.</summary>
    /// <param name="take">A packet's body, or null for Ctrl-C.</param>
    internal void Read(Action<string?> take)
    {
        byte[] buffer = new byte[4096];
        try
        {
            int count;
            while ((count = socket.Receive(buffer)) > 0)
                foreach (byte value in buffer.AsSpan(0, count)) Take(_parser.Take(value), take);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Gone, as at the end of the stream.
        }
    }

    /// <summary>Sends a packet; to a gdb that has gone away, nothing.</summary>
    internal void Send(string body)
    {
        var packet = new StringBuilder("$");
        foreach (char letter in body)
        {
            if (letter is '#' or '$' or '}' or '*') packet.Append('}').Append((char)(letter ^ 0x20));
            else packet.Append(letter);
        }
        byte checksum = (byte)PacketParser.Checksum(Encoding.Latin1.GetBytes(packet.ToString(1, packet.Length - 1)));
        _lastPacket = packet.Append('#').Append(checksum.ToString("x2")).ToString();
        Write(_lastPacket);
    }

    /// <summary>Nothing more will be sent. A close would take the last packet away from a gdb that is still sending.</summary>
    internal void Finish()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Gone already.
        }
    }

    public void Dispose() => socket.Dispose();

    private void Take(GdbInput input, Action<string?> take)
    {
        if (_acknowledges && input is GdbInput.Packet or GdbInput.BadPacket) Write(input == GdbInput.Packet ? "+" : "-");
        if (input == GdbInput.Packet) take(Encoding.Latin1.GetString(_parser.Body));
        else if (input == GdbInput.Interrupt) take(null);
        else if (input == GdbInput.Refused && _acknowledges) Write(_lastPacket);
    }

    private void Write(string text)
    {
        lock (_sending)
        {
            try
            {
                byte[] bytes = Encoding.Latin1.GetBytes(text);
                for (int sent = 0; sent < bytes.Length;) sent += socket.Send(bytes.AsSpan(sent));
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                // Its reader notices that gdb has gone.
            }
        }
    }
}
