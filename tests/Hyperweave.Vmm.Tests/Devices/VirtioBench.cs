using System.Globalization;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Devices.Disks;
using Hyperweave.Vmm.Devices.Virtio;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Tests.Devices;

/// <summary>One virtio device in a PC with 1 MiB of RAM, driven step by step. The language of the steps stands at the head of virtio.txt.</summary>
internal sealed class VirtioBench : IDisposable
{
    private const int Slot = 5, Sectors = 64;

    private readonly GuestRamBlock _ram = new(1 << 20);
    private readonly string _path = Path.GetTempFileName();
    private readonly IDisk? _disk;
    private readonly VirtioDriver _driver;
    private readonly MemoryStream _printed = new();
    private readonly VirtioConsole? _console;
    private readonly VirtioTransport _transport;

    /// <param name="device">disk, snapshot, readonly, entropy or console.</param>
    public VirtioBench(string device)
    {
        var clock = new StoppedClock();
        var platform = new PcPlatform(new TimerQueue(clock), clock, new SerialOutput(Stream.Null), 1 << 20, _ => { }, () => DateTime.UnixEpoch);
        // Sector n is full of bytes n.
        File.WriteAllBytes(_path, [.. Enumerable.Range(0, Sectors * IDisk.SectorLength).Select(at => (byte)(at / IDisk.SectorLength))]);
        if (device == "console") _console = new VirtioConsole(new SerialOutput(_printed));
        else if (device != "entropy") _disk = device == "snapshot" ? new SnapshotDisk(new DiskFile(_path, isReadOnly: true)) : new DiskFile(_path, device == "readonly");
        IVirtioDevice virtio = _console is not null ? _console : _disk is null ? new VirtioEntropy() : new VirtioBlock(_disk, "disk-under-test");
        _transport = platform.Attach(Slot, virtio, new DeviceMemory(_ram.Memory));
        _driver = new VirtioDriver(platform, _ram.Memory, Slot);
        _driver.SetUp(8, 0x1000, 0x2000, 0x3000);
    }

    /// <returns>What was different from what the step expects, or null.</returns>
    public string? Perform(string step)
    {
        int equals = step.IndexOf('=');
        string expected = equals < 0 ? "" : step[(equals + 1)..];
        string[] words = (equals < 0 ? step : step[..equals]).Split(' ');
        ulong[] numbers = words[0] is "receive" ? [] : words[0] is "put" ? [Hex(words[1])] : [.. words[1..].Select(Hex)];
        switch (words[0])
        {
            case "setup": _driver.SetUp((ushort)numbers[0], numbers[1], numbers[2], numbers[3]); return null;
            case "desc": _driver.WriteDescriptor((int)numbers[0], numbers[1], (uint)numbers[2], (ushort)numbers[3], (ushort)numbers[4]); return null;
            case "entry": _driver.WriteDescriptor(numbers[0], numbers[1], (uint)numbers[2], (ushort)numbers[3], (ushort)numbers[4]); return null;
            case "put": Convert.FromHexString(words[2]).CopyTo(_ram.Memory.Slice(numbers[0], words[2].Length / 2)); return null;
            case "offer": _driver.Offer((ushort)numbers[0]); return null;
            case "index": _driver.SetAvailableIndex((ushort)numbers[0]); return null;
            case "quiet": _driver.SetAvailableFlags(1); return null;
            case "notify": _driver.Notify(); return null;
            case "common": _driver.WriteCommon((uint)numbers[0], (int)numbers[1], numbers[2]); return null;
            case "pci" when equals < 0: _driver.WriteConfiguration((int)numbers[0], (uint)numbers[1]); return null;
            case "queue": _driver.Queue = (ushort)numbers[0]; return null;
            case "vector": _driver.WriteCommon(0x16, 2, numbers[0]); _driver.WriteCommon(0x1A, 2, numbers[1]); return null;
            case "message": _driver.WriteMessage((int)numbers[0], numbers[1], (uint)numbers[2], (uint)numbers[3]); return null;
            case "control" when equals < 0: _driver.MessageControl = (ushort)numbers[0]; return null;
            case "control": return Compare(_driver.MessageControl, expected);
            case "waiting": return Compare(_driver.PendingMessages, expected);
            case "taken": return CompareText(_driver.TakeVector()?.ToString("X") ?? "none", expected);
            case "receive":
                _console!.Receive(Convert.FromHexString(words[1]));
                _transport.Notify(VirtioConsole.ReceiveQueue);
                return null;
            case "printed": return CompareText(Convert.ToHexString(_printed.ToArray()), expected);
            case "window": return Compare(ReadWindow((uint)numbers[0], (uint)numbers[1]), expected);
            case "pci": return Compare(_driver.ReadConfiguration((int)numbers[0], (int)numbers[1]), expected);
            case "register": return Compare(_driver.ReadCommon((uint)numbers[0], (int)numbers[1]), expected);
            case "device": return Compare(_driver.ReadDevice((uint)numbers[0], (int)numbers[1]), expected);
            case "status": return Compare(_driver.Status, expected);
            case "cause": return Compare(_driver.TakeCause(), expected);
            case "interrupt": return Compare(_driver.HasInterrupt ? 1u : 0, expected);
            case "served": return Compare(_driver.UsedIndex, expected);
            case "used": return CompareText($"{_driver.UsedEntry((int)numbers[0]).Head:X}:{_driver.UsedEntry((int)numbers[0]).Written:X}", expected);
            case "bytes": return CompareText(Convert.ToHexString(_ram.Memory.Slice(numbers[0], expected.Length / 2)), expected);
            case "zeros": return _ram.Memory.Slice(numbers[0], (int)numbers[1]).ContainsAnyExcept((byte)0) == (expected == "no") ? null : "are not as expected";
            case "file": return CompareText(FileBytes((int)numbers[0] * IDisk.SectorLength, expected.Length / 2), expected);
            default: return "is no step";
        }
    }

    private uint ReadWindow(uint offset, uint length)
    {
        int window = _driver.AccessCapability;
        _driver.WriteConfiguration(window + 8, offset);
        _driver.WriteConfiguration(window + 12, length);
        return _driver.ReadConfiguration(window + 16, 4);
    }

    /// <summary>What the file holds now; the device has it open.</summary>
    private string FileBytes(int offset, int length)
    {
        using var copy = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat", [_path]) { RedirectStandardOutput = true })!;
        using var bytes = new MemoryStream();
        copy.StandardOutput.BaseStream.CopyTo(bytes);
        return bytes.Length == Sectors * IDisk.SectorLength ? Convert.ToHexString(bytes.GetBuffer(), offset, length) : $"{bytes.Length} bytes long";
    }

    private static string? Compare(ulong actual, string expected) => actual == Hex(expected) ? null : $"is {actual:X}";

    private static string? CompareText(string actual, string expected) => actual == expected ? null : $"is {actual}";

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _disk?.Dispose();
        File.Delete(_path);
        _ram.Dispose();
    }
}
