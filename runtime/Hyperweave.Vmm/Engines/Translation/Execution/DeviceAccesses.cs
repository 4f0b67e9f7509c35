using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// Instructions that reach devices, by their guest addresses. Reaching one by a fault costs a signal of the host; what has done so some
/// times is translated to an exit. One that then meets RAM (a copying loop of both) is never an exit again.
/// </summary>
internal sealed class DeviceAccesses
{
    private const int Often = 8, Never = int.MinValue;

    private readonly Dictionary<ulong, (Code Code, int Times)> _met = [];
    /// <summary>Those that are exits, by page.</summary>
    private readonly Dictionary<ulong, PageBits> _exits = [];

    /// <summary>The exits of the page that begins at a guest address; null where it has none.</summary>
    internal PageBits? OfPage(ulong page) => _exits.GetValueOrDefault(page);

    /// <summary>The code at its address may be other code by now.</summary>
    internal bool Holds(in Instruction instruction) => OfPage(instruction.IP & ~0xFFFUL) is { } exits && exits[instruction.IP]
        && _met[instruction.IP].Code == instruction.Code && Interpreter.MemoryOperand(instruction) >= 0;

    /// <summary>A translation of the instruction has faulted, since its data is a device's.</summary>
    /// <returns>Whether it is to be an exit from now on.</returns>
    internal bool Meet(in Instruction instruction)
    {
        ulong rip = instruction.IP;
        int times = _met.GetValueOrDefault(rip).Times;
        if (times == Never || instruction.IsStringInstruction) return false;
        _met[rip] = (instruction.Code, times + 1);
        if (times + 1 < Often) return false;
        Exits(rip)[rip] = true;
        return true;
    }

    /// <summary>The data of an exit is RAM.</summary>
    internal void MeetMemory(ulong rip)
    {
        Exits(rip)[rip] = false;
        _met[rip] = (Code.INVALID, Never);
    }

    internal void Clear()
    {
        _met.Clear();
        _exits.Clear();
    }

    private PageBits Exits(ulong rip)
    {
        ulong page = rip & ~0xFFFUL;
        if (!_exits.TryGetValue(page, out var exits)) _exits[page] = exits = new PageBits();
        return exits;
    }
}
