using System.Globalization;
using System.Text;
using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Devices.Typing;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Tests.Devices;

/// <summary>The PC platform alone, driven step by step. The language of the steps stands at the head of devices.txt.</summary>
internal sealed class DeviceBench : IDisposable
{
    private sealed class ManualClock : IMachineClock, ITimeStampCounter
    {
        public ulong Nanoseconds { get; set; }
        public ulong Read() => Nanoseconds;
        public ulong Frequency => 1_000_000_000;
    }

    private static readonly string[] Initialize8259 = ["20 11", "21 20", "21 4", "21 1", "21 0", "A0 11", "A1 28", "A1 2", "A1 1", "A1 0"];
    private static readonly DateTime Start = new(2026, 11, 20, 21, 34, 56, DateTimeKind.Utc);

    private readonly ManualClock _clock = new();
    private readonly TimerQueue _timers;
    private readonly MemoryStream _printed = new();
    private readonly SerialOutput _serial;
    private readonly PcPlatform _platform;
    private MachineEnding? _ending;
    private bool _nonMaskable;

    public DeviceBench()
    {
        _timers = new TimerQueue(_clock);
        _serial = new SerialOutput(_printed);
        _platform = new PcPlatform(_timers, _clock, _serial, 64 << 20, ending => _ending ??= ending, UtcNow);
        _platform.Apic.NonMaskable = () => _nonMaskable = true;
    }

    /// <returns>What was different from what the step expects, or null.</returns>
    public string? Perform(string step)
    {
        int equals = step.IndexOf('=');
        string expected = equals < 0 ? "" : step[(equals + 1)..];
        string[] words = (equals < 0 ? step : step[..equals]).Split(' ');
        switch (words[0])
        {
            case "init8259": foreach (string write in Initialize8259) Perform("out " + write); return null;
            case "out" or "out16" or "out32": _platform.Ports.Write((ushort)Hex(words[1]), Width(words[0], 3), (uint)Hex(words[2])); return null;
            case "in" or "in16" or "in32": return Compare(_platform.Ports.Read((ushort)Hex(words[1]), Width(words[0], 2)), expected);
            case "write": _platform.MemoryBus.Write(Hex(words[1]), 4, Hex(words[2])); return null;
            case "read": return Compare(_platform.MemoryBus.Read(Hex(words[1]), 4), expected);
            case "time": Advance(ulong.Parse(words[1], CultureInfo.InvariantCulture)); return null;
            case "irq": _platform.Line(int.Parse(words[1], CultureInfo.InvariantCulture))(words[2] == "up"); return null;
            case "pending": return ComparePending(expected);
            case "button": _platform.SignalNonMaskable(); return null;
            case "nmi": return CompareText(TakeNonMaskable() ? "yes" : "no", expected);
            case "receive": foreach (char value in words[1]) _platform.Serial.Receive((byte)value); _platform.Serial.Poll(); return null;
            case "type": _platform.Keyboard.Connect(new Typist(_timers, KeySequence.Parse(words[1]))); return null;
            case "printed": _serial.Flush(); return CompareText(Encoding.ASCII.GetString(_printed.ToArray()), expected);
            case "ended": return CompareText(_ending is null ? "no" : $"{_ending.Status}", expected);
            default: return "is no step";
        }
    }

    private DateTime UtcNow() => Start.AddTicks((long)(_clock.Nanoseconds / 100));

    private void Advance(ulong time)
    {
        _clock.Nanoseconds = time;
        _timers.RunDue();
    }

    private string? ComparePending(string expected)
    {
        if (!_platform.Interrupts.Pending) return CompareText("none", expected);
        return expected == "none" ? "an interrupt waits" : Compare(_platform.Interrupts.Acknowledge(), expected);
    }

    private bool TakeNonMaskable()
    {
        bool came = _nonMaskable;
        _nonMaskable = false;
        return came;
    }

    private static int Width(string word, int prefix) => word.Length == prefix ? 1 : int.Parse(word[prefix..], CultureInfo.InvariantCulture) / 8;

    private static string? Compare(ulong actual, string expected) => actual == Hex(expected) ? null : $"is {actual:X}";

    private static string? CompareText(string actual, string expected) => actual == expected ? null : $"is {actual}";

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public void Dispose() => _printed.Dispose();
}
