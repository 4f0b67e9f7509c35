using System.Buffers.Binary;
using Hyperweave.Vmm.Building;
using Hyperweave.Vmm.Engines;
using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Debugging;

/// <summary>Registers and memory of a guest that is stopped. On the processor's thread.</summary>
internal sealed unsafe class DebuggedGuest(MachineBase machine, MachineParts parts)
{
    private readonly CpuState* _cpu = machine.Cpu;

    internal ulong Rip
    {
        get => _cpu->Rip;
        set => _cpu->Rip = value;
    }

    internal void SignalNonMaskable() => machine.Platform.SignalNonMaskable();

    /// <summary>Once after each stop, before registers are read.</summary>
    internal void Refresh() => ExtendedState.Save(_cpu);

    internal string Register(RegisterRow row)
    {
        Span<byte> bytes = stackalloc byte[row.Bytes];
        bytes.Clear();
        switch (row.Form)
        {
            case RegisterForm.Flags: BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)Flags); break;
            case RegisterForm.TagWord: BinaryPrimitives.WriteUInt32LittleEndian(bytes, TagWord(*Place(row))); break;
            default: new Span<byte>(Place(row), row.Stored).CopyTo(bytes); break;
        }
        return Hexadecimal.Of(bytes);
    }

    /// <summary>Sets a register that can be set.</summary>
    /// <param name="bytes">As many as the row says.</param>
    internal void SetRegister(RegisterRow row, ReadOnlySpan<byte> bytes)
    {
        switch (row.Form)
        {
            case RegisterForm.Flags: _cpu->FullRflags = BinaryPrimitives.ReadUInt32LittleEndian(bytes) & Rflags.Writable | Rflags.Fixed; break;
            case RegisterForm.TagWord: *Place(row) = Abridged(BinaryPrimitives.ReadUInt16LittleEndian(bytes)); break;
            default: bytes[..row.Stored].CopyTo(new Span<byte>(Place(row), row.Stored)); break;
        }
        ExtendedState.Load(_cpu);
    }

    /// <summary>Reads up to the first address that leads to no RAM; returns how many bytes that is. A and D stay as they are.</summary>
    internal int Read(ulong address, Span<byte> bytes)
    {
        for (int done = 0; done < bytes.Length;)
        {
            var here = Part(address + (ulong)done, bytes.Length - done, out _);
            if (here.IsEmpty) return done;
            here.CopyTo(bytes[done..]);
            done += here.Length;
        }
        return bytes.Length;
    }

    /// <summary>Writes all of it, whatever the page's rights, or nothing where some address leads to no RAM.</summary>
    internal bool TryWrite(ulong address, ReadOnlySpan<byte> bytes)
    {
        if (Read(address, new byte[bytes.Length]) != bytes.Length) return false;
        for (int done = 0; done < bytes.Length;)
        {
            var here = Part(address + (ulong)done, bytes.Length - done, out ulong physical);
            bytes.Slice(done, here.Length).CopyTo(here);
            parts.Engine.Written(physical, here.Length);
            done += here.Length;
        }
        return true;
    }

    /// <summary>IF as the guest has it: a paravirtual guest masks by its shared page.</summary>
    private ulong Flags => _cpu->FullRflags & ~Rflags.IF | (parts.Delivery.InterruptsOff ? 0 : Rflags.IF);

    private byte* Place(RegisterRow row) => (byte*)_cpu + row.Offset;

    private Span<byte> Part(ulong address, int most, out ulong physical)
    {
        physical = 0;
        if (ProcessorMode.IsLong(*_cpu) && !ProcessorMode.IsCanonical(address)) return [];
        if (!machine.Walker.ProbeAny(address, out var page) || !machine.Memory.IsRam(page.Physical)) return [];
        physical = page.Physical;
        return machine.Memory.Slice(physical, Math.Min(most, (int)(GuestMemoryMap.PageSize - address % GuestMemoryMap.PageSize)));
    }

    /// <summary>Two bits a register: 0 used, 3 empty; gdb tells zero and special values by looking at them.</summary>
    private static uint TagWord(byte abridged)
    {
        uint word = 0;
        for (int register = 0; register < 8; register++) word |= (abridged >> register & 1) != 0 ? 0 : 3u << 2 * register;
        return word;
    }

    private static byte Abridged(ushort tagWord)
    {
        int bits = 0;
        for (int register = 0; register < 8; register++) bits |= (tagWord >> 2 * register & 3) != 3 ? 1 << register : 0;
        return (byte)bits;
    }
}
