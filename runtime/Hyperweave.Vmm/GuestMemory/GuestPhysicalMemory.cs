using System.Runtime.CompilerServices;
using Hyperweave.Vmm.Host;
using Microsoft.Win32.SafeHandles;

namespace Hyperweave.Vmm.GuestMemory;

/// <summary>
/// Guest RAM by guest-physical address. Every access is checked against the block's bounds; none reaches a device.
/// </summary>
public sealed unsafe class GuestPhysicalMemory
{
    private readonly byte* _ram;
    /// <summary>What the block belongs to, if files can be read into it without passing through the VMM's own view.</summary>
    private readonly GuestRam? _file;

    /// <param name="ram">The block of RAM; lives at least as long as this view.</param>
    /// <param name="size">Its size in bytes, a multiple of 4 KiB.</param>
    public GuestPhysicalMemory(byte* ram, ulong size)
    {
        if (size % GuestMemoryMap.PageSize != 0) throw new ArgumentException("RAM size is not a multiple of 4 KiB", nameof(size));
        _ram = ram;
        Size = size;
    }

    /// <param name="ram">Lives at least as long as this view.</param>
    public GuestPhysicalMemory(GuestRam ram) : this(ram.Base, ram.Size) => _file = ram;

    public ulong Size { get; }

    public bool IsRam(ulong physical, ulong length = 1) => GuestMemoryMap.TryOffset(Size, physical, length, out _);

    /// <summary>Reads a value; false where the range is not completely RAM.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead<T>(ulong physical, out T value) where T : unmanaged
    {
        if (!GuestMemoryMap.TryOffset(Size, physical, (ulong)sizeof(T), out ulong offset))
        {
            value = default;
            return false;
        }
        value = Unsafe.ReadUnaligned<T>(_ram + offset);
        return true;
    }

    /// <summary>Writes a value; false, and nothing written, where the range is not completely RAM.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryWrite<T>(ulong physical, T value) where T : unmanaged
    {
        if (!GuestMemoryMap.TryOffset(Size, physical, (ulong)sizeof(T), out ulong offset)) return false;
        Unsafe.WriteUnaligned(_ram + offset, value);
        return true;
    }

    /// <summary>Reads a value from RAM.</summary>
    /// <exception cref="GuestMemoryException">The range is not RAM.</exception>
    public T Read<T>(ulong physical) where T : unmanaged =>
        TryRead(physical, out T value) ? value : throw new GuestMemoryException(physical, (ulong)sizeof(T));

    /// <summary>Writes a value to RAM.</summary>
    /// <exception cref="GuestMemoryException">The range is not RAM.</exception>
    public void Write<T>(ulong physical, T value) where T : unmanaged
    {
        if (!TryWrite(physical, value)) throw new GuestMemoryException(physical, (ulong)sizeof(T));
    }

    /// <summary>Where the page of RAM that holds an address begins in the host.</summary>
    /// <exception cref="GuestMemoryException">The range is not RAM.</exception>
    internal byte* Page(ulong physical)
    {
        fixed (byte* first = Slice(physical & ~(GuestMemoryMap.PageSize - 1), (int)GuestMemoryMap.PageSize)) return first;
    }

    /// <summary>The host address of a range; false where it is not completely RAM.</summary>
    internal bool TryPointer(ulong physical, ulong length, out byte* pointer)
    {
        bool isRam = GuestMemoryMap.TryOffset(Size, physical, length, out ulong offset);
        pointer = isRam ? _ram + offset : null;
        return isRam;
    }

    /// <summary>The bytes of a range of RAM.</summary>
    /// <exception cref="GuestMemoryException">The range is not RAM.</exception>
    public Span<byte> Slice(ulong physical, int length) =>
        GuestMemoryMap.TryOffset(Size, physical, (ulong)length, out ulong offset)
            ? new Span<byte>(_ram + offset, length)
            : throw new GuestMemoryException(physical, (ulong)length);

    /// <summary>Reads a part of a file into RAM.</summary>
    /// <returns>The bytes read: fewer where the file ends before.</returns>
    /// <exception cref="GuestMemoryException">The range is not RAM.</exception>
    internal int Load(ulong physical, SafeFileHandle file, ulong offset, int length)
    {
        var range = Slice(physical, length);
        int done = 0;
        if (_file is not null && GuestMemoryMap.TryOffset(Size, physical, (ulong)length, out ulong at)) done = _file.Receive(file, offset, at, length);
        for (int read = 1; read > 0 && done < length; done += read) read = RandomAccess.Read(file, range[done..], (long)offset + done);
        return done;
    }

    /// <summary>Zeroes a range of RAM. Whole pages go back to the host: Linux asks for tens of megabytes behind its image, which need not be touched.</summary>
    /// <exception cref="GuestMemoryException">The range is not RAM.</exception>
    public void Clear(ulong physical, ulong length)
    {
        var range = Slice(physical, checked((int)length));
        int first = (int)(GuestMemoryMap.PageSize - physical % GuestMemoryMap.PageSize) % (int)GuestMemoryMap.PageSize;
        int pages = (range.Length - first) & -(int)GuestMemoryMap.PageSize;
        if (pages <= 0 || !Discard(range.Slice(first, pages)))
        {
            range.Clear();
            return;
        }
        range[..first].Clear();
        range[(first + pages)..].Clear();
    }

    private static bool Discard(Span<byte> pages)
    {
        fixed (byte* start = pages) return Host.Memory.TryDiscard(start, (ulong)pages.Length);
    }
}

/// <summary>The VMM itself addressed guest-physical memory that is not RAM.</summary>
public sealed class GuestMemoryException(ulong physical, ulong length)
    : Exception($"guest-physical range 0x{physical:X}, {length} bytes, is not RAM")
{
    public ulong Physical { get; } = physical;
    public ulong Length { get; } = length;
}
