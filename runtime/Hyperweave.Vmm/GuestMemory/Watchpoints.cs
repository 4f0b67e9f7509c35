namespace Hyperweave.Vmm.GuestMemory;

/// <summary>
/// The breakpoints of DR0–DR3 as DR7 arms them (Intel SDM 3B 17.2.4): which linear addresses and ports they watch. What is met
/// goes to <see cref="CpuState.PendingDebug"/>. Nothing here costs anything while none is armed.
/// </summary>
public sealed unsafe class Watchpoints(CpuState* cpu)
{
    private const int Count = 4;
    private const ulong PageMask = ~0xFFFUL;
    /// <summary>DR7.R/W: instructions, writes, ports (with CR4.DE), reads and writes.</summary>
    private const int OnInstruction = 0, OnWrite = 1, OnPort = 2, OnAccess = 3;

    private readonly record struct Watch(int Number, ulong Start, ulong Length, bool OnlyWrites);

    private readonly List<Watch> _data = [], _ports = [];
    private readonly Dictionary<ulong, uint> _instructions = [];

    /// <summary>Data accesses must be told to <see cref="Touch"/>.</summary>
    public bool WatchesData => _data.Count != 0;

    public bool WatchesPorts => _ports.Count != 0;

    public bool WatchesInstructions => _instructions.Count != 0;

    /// <summary>Where instructions are watched.</summary>
    public IReadOnlyCollection<ulong> Instructions => _instructions.Keys;

    /// <summary>The pages that hold watched data.</summary>
    public IEnumerable<ulong> Pages => _data.Select(watch => watch.Start & PageMask).Distinct();

    /// <summary>Told when other addresses are watched than before.</summary>
    public Action? Changed { get; set; }

    /// <summary>DR0–DR3, DR7 or CR4.DE has been written.</summary>
    public void Rearm()
    {
        bool wasArmed = WatchesData || WatchesInstructions;
        _data.Clear();
        _ports.Clear();
        _instructions.Clear();
        for (int number = 0; number < Count; number++)
        {
            if ((cpu->Dr[7] >> 2 * number & 3) != 0) Arm(number);
        }
        if (wasArmed || WatchesData || WatchesInstructions) Changed?.Invoke();
    }

    /// <summary>Data has been read or written: breakpoints on any of these bytes are met.</summary>
    public void Touch(ulong address, int length, bool isWrite)
    {
        foreach (var watch in _data)
        {
            if ((isWrite || !watch.OnlyWrites) && Overlaps(watch, address, length)) cpu->PendingDebug |= 1UL << watch.Number;
        }
    }

    /// <summary>A port has been read or written.</summary>
    public void TouchPort(ushort port, int width)
    {
        foreach (var watch in _ports)
        {
            if (Overlaps(watch, port, width)) cpu->PendingDebug |= 1UL << watch.Number;
        }
    }

    /// <summary>The breakpoints, as bits of DR6, that an instruction at this linear address meets; it must not have been executed.</summary>
    public uint AtInstruction(ulong address) => _instructions.GetValueOrDefault(address);

    /// <summary>Some watched data lies in this range: an engine must see each access to it.</summary>
    public bool Covers(ulong start, ulong length)
    {
        foreach (var watch in _data)
        {
            if (watch.Start - start < length) return true;
        }
        return false;
    }

    private void Arm(int number)
    {
        ulong control = cpu->Dr[7] >> 16 + 4 * number, address = cpu->Dr[number];
        // LEN: 1, 2, 8, 4 bytes; the address's lower bits do not count (Intel SDM 3B 17.2.5).
        ulong length = (control >> 2 & 3) switch { 0 => 1UL, 1 => 2UL, 2 => 8UL, _ => 4UL };
        ulong start = address & ~(length - 1);
        switch ((int)control & 3)
        {
            case OnInstruction:
                _instructions[address] = _instructions.GetValueOrDefault(address) | 1u << number;
                break;
            case OnWrite or OnAccess:
                _data.Add(new Watch(number, start, length, ((int)control & 3) == OnWrite));
                break;
            case OnPort when (cpu->Cr4 & Cr4.DE) != 0:
                _ports.Add(new Watch(number, start, length, OnlyWrites: false));
                break;
        }
    }

    private static bool Overlaps(in Watch watch, ulong address, int length) =>
        watch.Start - address < (ulong)length || address - watch.Start < watch.Length;
}
