using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Hyperweave.Vmm.Debugging;

internal enum GdbEventKind
{
    Connected,
    Packet,
    /// <summary>Ctrl-C.</summary>
    Interrupt,
    Disconnected,
}

/// <summary>Something that a gdb did, in the order in which it did it.</summary>
internal readonly record struct GdbEvent(GdbEventKind Kind, GdbConnection Connection, string Packet = "");

/// <summary>Listens on the loopback interface, for one gdb after the other, and queues what they do for the processor's thread.</summary>
internal sealed class GdbServer : IDisposable
{
    /// <summary>gdb waits for answers; a client that does not is made to wait.</summary>
    private const int MostWaiting = 64;

    /// <summary>What a client has to read the last packet and go.</summary>
    private static readonly TimeSpan s_leave = TimeSpan.FromSeconds(1);

    private readonly TcpListener _listener;
    private readonly Action _wake;
    private readonly ConcurrentQueue<GdbEvent> _events = new();
    private readonly Thread _thread;
    private volatile GdbConnection? _current;
    private volatile bool _closed;

    /// <param name="port">0 for any.</param>
    /// <param name="wake">Called when there is an event, on any thread.</param>
    /// <exception cref="GdbException">The port is in use, or not allowed.</exception>
    internal GdbServer(int port, Action wake)
    {
        _wake = wake;
        _listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            _listener.Start(backlog: 1);
        }
        catch (SocketException failure)
        {
            throw new GdbException($"cannot listen on port {port} for gdb: {failure.Message}");
        }
        _thread = new Thread(Listen) { IsBackground = true, Name = "gdb" };
        _thread.Start();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal bool TryTake(out GdbEvent taken) => _events.TryDequeue(out taken);

    /// <summary>When it returns, nothing will be woken any more.</summary>
    public void Dispose()
    {
        _closed = true;
        _listener.Stop();
        _current?.Finish();
        if (!_thread.Join(s_leave)) _current?.Dispose();
        _thread.Join();
    }

    private void Listen()
    {
        while (!_closed)
        {
            try
            {
                Serve(_listener.AcceptSocket());
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The listener was stopped, or a client left before it was accepted.
            }
        }
    }

    private void Serve(Socket socket)
    {
        socket.NoDelay = true;
        using var connection = _current = new GdbConnection(socket);
        Add(new GdbEvent(GdbEventKind.Connected, connection));
        connection.Read(packet => Add(packet is null
            ? new GdbEvent(GdbEventKind.Interrupt, connection)
            : new GdbEvent(GdbEventKind.Packet, connection, packet)));
        Add(new GdbEvent(GdbEventKind.Disconnected, connection));
    }

    private void Add(in GdbEvent added)
    {
        while (_events.Count >= MostWaiting && !_closed) Thread.Sleep(1);
        _events.Enqueue(added);
        _wake();
    }
}

/// <summary>The server for gdb cannot be had.</summary>
public sealed class GdbException(string message) : Exception(message);
