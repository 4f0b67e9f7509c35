namespace Hyperweave.Vmm.Host;

/// <summary>What a mapping allows. Writable and executable at once is not offered: see <see cref="CodeCache"/>.</summary>
internal enum Protection
{
    None = Libc.ProtectNone,
    Read = Libc.ProtectRead,
    ReadWrite = Libc.ProtectRead | Libc.ProtectWrite,
    ReadExecute = Libc.ProtectRead | Libc.ProtectExecute,
}

/// <summary>Host memory. All addresses and lengths are multiples of 4 KiB.</summary>
internal static unsafe class Memory
{
    /// <summary>Zeroed memory of its own, which costs nothing until it is touched.</summary>
    /// <exception cref="HostException">The host has no such range free.</exception>
    internal static byte* Allocate(ulong length) =>
        Map(0, length, Protection.ReadWrite, Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve, -1, 0);

    /// <summary>Puts fresh zeroed memory in the place of such memory.</summary>
    /// <exception cref="HostException">The host cannot.</exception>
    internal static void AllocateOver(ulong address, ulong length) =>
        Map(address, length, Protection.ReadWrite, Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve | Libc.MapFixed, -1, 0);

    /// <summary>Reserves addresses, without access, anywhere.</summary>
    /// <exception cref="HostException">The host has no such range free.</exception>
    internal static byte* Reserve(ulong length) =>
        Map(0, length, Protection.None, Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve, -1, 0);

    /// <summary>Reserves exactly this range, without access.</summary>
    /// <exception cref="HostException">Part of it is in use: nothing has been changed.</exception>
    internal static void ReserveAt(ulong address, ulong length) =>
        Map(address, length, Protection.None,
            Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve | Libc.MapFixedNoReplace, -1, 0);

    /// <summary>Maps a file somewhere, shared.</summary>
    /// <exception cref="HostException">The host cannot.</exception>
    internal static byte* MapFile(int descriptor, ulong offset, ulong length, Protection protection) =>
        Map(0, length, protection, Libc.MapShared, descriptor, offset);

    /// <summary>Maps a file, shared, over a range that the caller has reserved.</summary>
    /// <exception cref="HostException">The host cannot; most often vm.max_map_count is reached.</exception>
    internal static void MapFileOver(ulong address, int descriptor, ulong offset, ulong length, Protection protection) =>
        Map(address, length, protection, Libc.MapShared | Libc.MapFixed, descriptor, offset);

    /// <summary>As <see cref="MapFileOver"/>, with the pages entered at once instead of on their first access.</summary>
    /// <exception cref="HostException">The host cannot.</exception>
    internal static void MapFilePopulated(ulong address, int descriptor, ulong offset, ulong length, Protection protection) =>
        Map(address, length, protection, Libc.MapShared | Libc.MapFixed | Libc.MapPopulate, descriptor, offset);

    /// <summary>Takes what is mapped in a reserved range away; the reservation stays.</summary>
    /// <exception cref="HostException">The host cannot.</exception>
    internal static void ReserveOver(ulong address, ulong length) =>
        Map(address, length, Protection.None,
            Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve | Libc.MapFixed, -1, 0);

    /// <exception cref="HostException">Part of the range is not mapped.</exception>
    internal static void Protect(ulong address, ulong length, Protection protection)
    {
        if (Libc.Mprotect((nint)address, (nuint)length, (int)protection) != 0)
            throw HostException.FromErrno($"cannot change the protection of 0x{address:X}, {length} bytes, to {protection}");
    }

    /// <summary>Frees a range; what was not mapped in it does not matter.</summary>
    internal static void Free(byte* address, ulong length) => Libc.Munmap((nint)address, (nuint)length);

    /// <summary>Takes whole pages of a file in memory out of it, so that they read as zero; false, and nothing changed, where the range is no such file's.</summary>
    internal static bool TryDiscard(byte* address, ulong length) => Libc.Madvise((nint)address, (nuint)length, Libc.AdviseRemove) == 0;

    /// <summary>Enters the pages of a range as if each had been written; on Linux before 5.14 the writes will do it.</summary>
    internal static void Populate(byte* address, ulong length) => _ = Libc.Madvise((nint)address, (nuint)length, Libc.AdvisePopulateWrite);

    /// <summary>A file that exists in memory only, of this many bytes, zero.</summary>
    /// <exception cref="HostException">The host has not enough memory.</exception>
    /// <param name="name">What /proc shows, ended by a zero byte.</param>
    internal static int CreateFile(ReadOnlySpan<byte> name, ulong length)
    {
        int descriptor;
        fixed (byte* text = name) descriptor = Libc.MemfdCreate(text, Libc.MemfdCloseOnExec);
        if (descriptor < 0) throw HostException.FromErrno("memfd_create");
        if (Libc.Ftruncate(descriptor, (long)length) == 0) return descriptor;
        var failure = HostException.FromErrno($"cannot have {length} bytes of memory");
        Libc.Close(descriptor);
        throw failure;
    }

    /// <summary>Copies from a file into one made by <see cref="CreateFile"/>, whose position nobody else may use.</summary>
    /// <returns>The bytes copied: fewer at the source's end, and where the host does not copy from such a file.</returns>
    internal static int CopyFile(int source, ulong sourceOffset, int target, ulong offset, int length)
    {
        if (Libc.Lseek(target, (long)offset, Libc.SeekSet) < 0) return 0;
        long at = (long)sourceOffset;
        int done = 0;
        for (nint copied = 1; copied > 0 && done < length; done += (int)copied) copied = Math.Max(0, Libc.Sendfile(target, source, &at, (nuint)(length - done)));
        return done;
    }

    internal static void CloseFile(int descriptor) => Libc.Close(descriptor);

    private static byte* Map(ulong address, ulong length, Protection protection, int flags, int descriptor, ulong offset)
    {
        nint result = Libc.Mmap((nint)address, (nuint)length, (int)protection, flags, descriptor, (long)offset);
        if (result == -1) throw HostException.FromErrno($"cannot map {length} bytes at 0x{address:X}");
        // Kernels before 4.17 do not know MAP_FIXED_NOREPLACE and take the address as a hint.
        bool exact = (flags & (Libc.MapFixed | Libc.MapFixedNoReplace)) != 0;
        if (!exact || (ulong)result == address) return (byte*)result;
        Libc.Munmap(result, (nuint)length);
        throw new HostException($"cannot map {length} bytes at 0x{address:X}: the range is in use");
    }
}
