namespace Hyperweave.Vmm.Debugging;

/// <summary>
/// The packets of the remote protocol (GDB manual, appendix E), for one processor that gdb sees as thread 1 of process 1. What
/// is not known gets the empty answer, as the protocol wants it; what is malformed gets an error and changes nothing.
/// </summary>
internal sealed partial class GdbCommands(DebuggedGuest guest, Breakpoints breakpoints, MonitorCommands monitor)
{
    private const string Ok = "OK", Unknown = "", Malformed = "E01", Refused = "E0d", NotMapped = "E14";
    /// <summary>Bytes of a packet that gdb may send, and of an answer to m.</summary>
    private const int PacketSize = 0x4000;

    private bool _tellsBreakpoints;

    /// <summary>The gdb that told us of its features has gone.</summary>
    internal void Forget() => _tellsBreakpoints = false;

    internal GdbVerdict Perform(string packet, GdbConnection connection, StopReason reason)
    {
        if (TryResume(packet, out var verdict)) return verdict;
        // Before the answer, upon which gdb goes on without.
        if (packet == "QStartNoAckMode") connection.StopAcknowledging();
        if (packet.StartsWith("qRcmd,", StringComparison.Ordinal)) Monitor(packet[6..], connection);
        else connection.Send(packet == "?" ? StopReply(reason) : Answer(packet));
        return new GdbVerdict(packet.StartsWith('D') ? GdbVerdictKind.Detach
            : packet.StartsWith("vKill", StringComparison.Ordinal) ? GdbVerdictKind.Kill : GdbVerdictKind.Answered);
    }

    internal string StopReply(StopReason reason) => reason switch
    {
        StopReason.Interrupted => "T02thread:1;",
        StopReason.Died => "T0bthread:1;",
        StopReason.Breakpoint when _tellsBreakpoints => "T05thread:1;swbreak:;",
        StopReason.HardwareBreakpoint when _tellsBreakpoints => "T05thread:1;hwbreak:;",
        _ => "T05thread:1;",
    };

    private string Answer(string packet) => packet.Length == 0 ? Unknown : packet[0] switch
    {
        'g' => string.Concat(RegisterRow.All.Select(guest.Register)),
        'G' => WriteRegisters(packet[1..]),
        'p' => ReadRegister(packet[1..]),
        'P' => WriteRegister(packet[1..]),
        'm' => ReadMemory(packet[1..]),
        'x' => ReadBinary(packet[1..]),
        'M' or 'X' => WriteMemory(packet),
        'Z' or 'z' => ChangeBreakpoint(packet),
        'H' or 'T' => Ok,
        'D' => Ok,
        'q' or 'Q' or 'v' => Query(packet),
        _ => Unknown,
    };

    private string Query(string packet)
    {
        string name = packet.Split([':', ',', ';'], 2)[0];
        switch (name)
        {
            case "qSupported":
                _tellsBreakpoints = packet.Contains("swbreak+", StringComparison.Ordinal);
                return $"PacketSize={PacketSize:x};QStartNoAckMode+;qXfer:features:read+;swbreak+;hwbreak+;vContSupported+;binary-upload+";
            case "QStartNoAckMode" or "vKill" or "qSymbol": return Ok;
            case "qXfer": return Description(packet);
            case "qfThreadInfo": return "m1";
            case "qsThreadInfo": return "l";
            case "qC": return "QC1";
            // Attached, not started: gdb leaves the guest running when it quits.
            case "qAttached": return "1";
            case "qThreadExtraInfo": return Hexadecimal.OfText("virtual processor");
            case "vCont?": return "vCont;c;C;s;S;t;r";
            default: return Unknown;
        }
    }

    private static string Description(string packet)
    {
        string[] parts = packet.Split(':', 5);
        if (parts is not ["qXfer", "features", "read", ..]) return Unknown;
        if (parts is not [.., "target.xml", var range]) return "E00";
        if (!Hexadecimal.TryPair(range, out ulong offset, out ulong length)) return Malformed;
        string xml = TargetDescription.Xml;
        if (offset >= (ulong)xml.Length) return "l";
        int count = (int)Math.Min(Math.Min(length, PacketSize - 4), (ulong)xml.Length - offset);
        return ((ulong)count + offset == (ulong)xml.Length ? "l" : "m") + xml.Substring((int)offset, count);
    }

    private void Monitor(string hexadecimal, GdbConnection connection)
    {
        if (!Hexadecimal.TryBytes(hexadecimal, out byte[]? bytes))
        {
            connection.Send(Malformed);
            return;
        }
        foreach (string line in monitor.Run(System.Text.Encoding.UTF8.GetString(bytes))) connection.Send("O" + Hexadecimal.OfText(line + "\n"));
        connection.Send(Ok);
    }
}
