using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hyperweave.Abi;
using Hyperweave.Guest.Paravirtual;

namespace Hyperweave.Guest.Woven;

/// <summary>
/// Port writes that are made together, in order: one hypercall under the VMM, one OUT each on bare metal. The rewriter
/// puts it in place of writes that follow one another; see docs/rewriter.md.
/// </summary>
[NativeForm]
[StructLayout(LayoutKind.Sequential)]
public unsafe struct PortBatch
{
    /// <summary>How many writes one batch takes; the caller keeps to it.</summary>
    public const int Capacity = 16;

    private fixed ulong _records[Capacity];
    private int _count;

    /// <summary>Makes the batch empty. Its memory need not have been cleared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin() => _count = 0;

    /// <summary>Adds OUT DX, AL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Out8(ushort port, byte value) => Add(port, 1, value);

    /// <summary>Adds OUT DX, AX.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Out16(ushort port, ushort value) => Add(port, 2, value);

    /// <summary>Adds OUT DX, EAX.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Out32(ushort port, uint value) => Add(port, 4, value);

    /// <summary>Adds a write whose only purpose is to let time pass, on bare metal; see <see cref="BareMetal.Delay"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Delay(ushort port, byte value)
    {
        if (!Shared.Active)
            Add(port, 1, value);
    }

    /// <summary>Makes the writes. A batch that the VMM refuses is made write by write, as it would have been without it.</summary>
    public void Write()
    {
        fixed (ulong* first = _records)
        {
            if (Shared.Active && Shared.Call(Hypercall.PortWriteBatch, (ulong)first, (ulong)_count) == _count)
                return;
            for (var record = (PortRecord*)first; record < first + _count; record++)
                WriteOne(record);
        }
    }

    // The layout of a PortRecord.
    private void Add(ushort port, byte width, uint value) =>
        _records[_count++] = port | ((ulong)width << 16) | ((ulong)value << 32);

    private static void WriteOne(PortRecord* record)
    {
        switch (record->Width)
        {
            case 1:
                Paravirtual.Port.Out8(record->Port, (byte)record->Value);
                break;
            case 2:
                Paravirtual.Port.Out16(record->Port, (ushort)record->Value);
                break;
            default:
                Paravirtual.Port.Out32(record->Port, record->Value);
                break;
        }
    }
}
