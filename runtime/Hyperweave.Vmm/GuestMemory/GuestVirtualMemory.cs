using Hyperweave.Vmm.Delivery;

namespace Hyperweave.Vmm.GuestMemory;

/// <summary>
/// Guest memory by linear address, as an operation reaches it: translated for each page, faults raised as the guest's.
/// Device memory is not reached from here.
/// </summary>
public sealed unsafe class GuestVirtualMemory(CpuState* cpu, GuestPhysicalMemory physical, PageWalker walker)
{
    private readonly TranslationBuffer _remembered = new();

    /// <summary>What the guest's debug registers watch: told of each access made here.</summary>
    public Watchpoints Watchpoints { get; } = new(cpu);

    /// <summary>Forgets translations: after INVLPG, and whatever changes what addresses mean or allow.</summary>
    public void Flush() => _remembered.Flush();

    /// <summary>Data rights of the code that runs.</summary>
    public AccessKind CurrentRights => cpu->Cpl == 3 ? AccessKind.User : AccessKind.Read;

    /// <exception cref="GuestFaultException">#PF, or #GP for an address that is not canonical.</exception>
    public T Read<T>(ulong address, AccessKind rights) where T : unmanaged
    {
        Observe(address, sizeof(T), rights, isWrite: false);
        T value = default;
        if (!OnePage(address, sizeof(T))) Copy(address, new Span<byte>(&value, sizeof(T)), rights, write: false);
        else if (Locate(address, rights) is var at && !physical.TryRead(at, out value)) throw NotRam(at);
        return value;
    }

    /// <summary>All of it is written, or nothing.</summary>
    /// <exception cref="GuestFaultException">#PF, or #GP for an address that is not canonical.</exception>
    public void Write<T>(ulong address, T value, AccessKind rights) where T : unmanaged
    {
        Observe(address, sizeof(T), rights, isWrite: true);
        if (!OnePage(address, sizeof(T))) Copy(address, new Span<byte>(&value, sizeof(T)), rights, write: true);
        else if (Locate(address, rights | AccessKind.Write) is var at && !physical.TryWrite(at, value)) throw NotRam(at);
    }

    /// <exception cref="GuestFaultException">#PF, or #GP for an address that is not canonical.</exception>
    public void Read(ulong address, Span<byte> bytes, AccessKind rights)
    {
        Observe(address, bytes.Length, rights, isWrite: false);
        Copy(address, bytes, rights, write: false);
    }

    /// <summary>All of it is written, or nothing.</summary>
    /// <exception cref="GuestFaultException">#PF, or #GP for an address that is not canonical.</exception>
    public void Write(ulong address, ReadOnlySpan<byte> bytes, AccessKind rights)
    {
        Observe(address, bytes.Length, rights, isWrite: true);
        fixed (byte* source = bytes) Copy(address, new Span<byte>(source, bytes.Length), rights, write: true);
    }

    /// <summary>The guest-physical address of a byte, for an access of this kind; sets A and D.</summary>
    /// <exception cref="GuestFaultException">#PF, or #GP for an address that is not canonical.</exception>
    public ulong Locate(ulong address, AccessKind kind)
    {
        // What is remembered for an access under SMAP must not serve one that EFLAGS.AC allows, nor the other way round.
        if ((kind & AccessKind.User) == 0 && (cpu->Rflags & Rflags.AC) == 0) kind |= AccessKind.Implicit;
        if (_remembered.TryFind(address, kind, out ulong known)) return known;
        if (ProcessorMode.IsLong(*cpu) && !ProcessorMode.IsCanonical(address)) throw GuestFaultException.GeneralProtection();
        if (!walker.Walk(address, kind, out var page, out var fault)) throw GuestFaultException.PageFault(fault);
        _remembered.Add(address, kind, page.Physical);
        return page.Physical;
    }

    private ulong LocateRam(ulong address, AccessKind kind)
    {
        ulong at = Locate(address, kind);
        return physical.IsRam(at) ? at : throw NotRam(at);
    }

    private static UnsupportedGuestException NotRam(ulong at) =>
        new($"the processor's own access to guest-physical 0x{at:X}, which is not RAM, is not supported");

    /// <summary>Reads without side effects and without faults, for messages and traces; false when not mapped.</summary>
    public bool TryPeek<T>(ulong address, out T value) where T : unmanaged
    {
        value = default;
        return OnePage(address, sizeof(T)) && walker.ProbeAny(address, out var page)
            && physical.TryRead(page.Physical, out value);
    }

    /// <summary>
    /// What each access is subject to: alignment, where user code's is checked, and breakpoints. An access that faults is told to
    /// them too: its exception takes what was met away.
    /// </summary>
    internal void Observe(ulong address, int length, AccessKind rights, bool isWrite)
    {
        if ((rights & AccessKind.User) != 0 && ProcessorMode.ChecksAlignment(*cpu) && (address & (ProcessorMode.Alignment(length) - 1)) != 0)
            throw new GuestFaultException(GuestEvent.Exception(ExceptionVector.AC, 0));
        if (Watchpoints.WatchesData) Watchpoints.Touch(address, length, isWrite);
    }

    private void Copy(ulong address, Span<byte> bytes, AccessKind rights, bool write)
    {
        // A write translates its last page first, so that a fault leaves nothing half done; ranges span few pages here.
        if (write) CheckAll(address, bytes.Length, rights | AccessKind.Write);
        for (int done = 0; done < bytes.Length;)
        {
            ulong at = address + (ulong)done;
            int count = Math.Min(bytes.Length - done, (int)(GuestMemoryMap.PageSize - at % GuestMemoryMap.PageSize));
            var here = physical.Slice(LocateRam(at, write ? rights | AccessKind.Write : rights), count);
            var part = bytes.Slice(done, count);
            if (write) part.CopyTo(here);
            else here.CopyTo(part);
            done += count;
        }
    }

    private void CheckAll(ulong address, int length, AccessKind kind)
    {
        for (ulong at = address, end = address + (ulong)length; at < end; at = (at | 0xFFF) + 1) Locate(at, kind);
    }

    private static bool OnePage(ulong address, int length) => address % GuestMemoryMap.PageSize + (ulong)length <= GuestMemoryMap.PageSize;
}
