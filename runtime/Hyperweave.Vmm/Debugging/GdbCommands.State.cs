using System.Text;

namespace Hyperweave.Vmm.Debugging;

/// <summary>Registers, memory, breakpoints.</summary>
internal sealed partial class GdbCommands
{
    private string ReadRegister(string argument) =>
        Hexadecimal.TryNumber(argument, out ulong number) && number < (ulong)RegisterRow.All.Count ? guest.Register(RegisterRow.All[(int)number]) : Malformed;

    private string WriteRegister(string argument)
    {
        string[] sides = argument.Split('=', 2);
        if (sides.Length != 2 || !Hexadecimal.TryNumber(sides[0], out ulong number) || number >= (ulong)RegisterRow.All.Count) return Malformed;
        var row = RegisterRow.All[(int)number];
        if (!Hexadecimal.TryBytes(sides[1], out byte[]? bytes) || bytes.Length != row.Bytes) return Malformed;
        if (!row.Writable) return Refused;
        guest.SetRegister(row, bytes);
        return Ok;
    }

    /// <summary>All of them in one packet: those that cannot be set must come as they are.</summary>
    private string WriteRegisters(string argument)
    {
        if (!Hexadecimal.TryBytes(argument, out byte[]? bytes) || bytes.Length != RegisterRow.All.Sum(row => row.Bytes)) return Malformed;
        int at = 0;
        var values = RegisterRow.All.Select(row => (Row: row, Bytes: bytes.AsMemory((at += row.Bytes) - row.Bytes, row.Bytes))).ToArray();
        if (values.Any(value => !value.Row.Writable && guest.Register(value.Row) != Hexadecimal.Of(value.Bytes.Span))) return Refused;
        foreach (var (row, value) in values.Where(value => value.Row.Writable)) guest.SetRegister(row, value.Span);
        return Ok;
    }

    /// <summary>As much as is mapped, if that is at least one byte.</summary>
    private string ReadMemory(string argument) =>
        TryRead(argument, PacketSize / 2, out string error, out byte[] bytes) ? Hexadecimal.Of(bytes) : error;

    private string ReadBinary(string argument) =>
        TryRead(argument, PacketSize / 2, out string error, out byte[] bytes) ? "b" + Encoding.Latin1.GetString(bytes) : error;

    private bool TryRead(string argument, ulong most, out string error, out byte[] bytes)
    {
        (error, bytes) = (Malformed, []);
        if (!Hexadecimal.TryPair(argument, out ulong address, out ulong length)) return false;
        bytes = new byte[Math.Min(length, most)];
        int count = guest.Read(address, bytes);
        error = NotMapped;
        bytes = bytes[..count];
        return count != 0 || length == 0;
    }

    private string WriteMemory(string packet)
    {
        string[] sides = packet[1..].Split(':', 2);
        if (sides.Length != 2 || !Hexadecimal.TryPair(sides[0], out ulong address, out ulong length)) return Malformed;
        byte[]? bytes = packet[0] == 'X' ? Encoding.Latin1.GetBytes(sides[1]) : Hexadecimal.TryBytes(sides[1], out byte[]? decoded) ? decoded : null;
        if (bytes is null || (ulong)bytes.Length != length) return Malformed;
        return guest.TryWrite(address, bytes) ? Ok : NotMapped;
    }

    /// <summary>Types 0 and 1. Watchpoints (2 to 4) are not offered: gdb then watches by single steps.</summary>
    private string ChangeBreakpoint(string packet)
    {
        string[] parts = packet[1..].Split(',', 3);
        if (parts[0] is "2" or "3" or "4") return Unknown;
        if (parts.Length != 3 || parts[0] is not ("0" or "1") || !Hexadecimal.TryNumber(parts[1], out ulong address)) return Malformed;
        bool isHardware = parts[0] == "1";
        if (packet[0] == 'Z') return breakpoints.TryInsert(isHardware, address) ? Ok : Refused;
        breakpoints.Remove(isHardware, address);
        return Ok;
    }
}
