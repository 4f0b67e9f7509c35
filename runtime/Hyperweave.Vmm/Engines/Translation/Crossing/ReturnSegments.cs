using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Host;
using Hyperweave.Vmm.Operations;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// The CS and SS that the last IRETQ to a privilege level has loaded, for the next one with the same selectors. Whether the
/// descriptors are still what they were is compared each time, in RAM itself; that they stand at the same place of it, whenever
/// translations may have changed. Offsets are relative to <see cref="EngineLayout.KernelReturn"/> and <see cref="EngineLayout.UserReturn"/>.
/// </summary>
internal sealed unsafe class ReturnSegments(ProcessorContext context, GuestPhysicalMemory memory, PageWalker walker)
{
    /// <summary>The selectors, as 64 bits; <see cref="NoSelector"/> where nothing is known.</summary>
    internal const int CodeSelector = 0x00, StackSelector = 0x08;
    /// <summary>Host addresses of the two descriptors, and what they were.</summary>
    internal const int CodeDescriptor = 0x10, CodeValue = 0x18, StackDescriptor = 0x20, StackValue = 0x28;
    /// <summary>GDTR.</summary>
    internal const int TableBase = 0x30, TableLimit = 0x38;
    /// <summary>CS and SS as <see cref="CpuState"/> holds them: twice 24 bytes.</summary>
    internal const int Segments = 0x40;

    private const ulong NoSelector = ulong.MaxValue;
    private const ushort LocalTable = 4;
    private readonly CpuState* _cpu = context.Cpu;
    private bool _restsOnLocalPage;

    /// <summary>Translations may have changed: nothing is known, but for descriptors on global pages where these stay.</summary>
    internal void Flush(bool includingGlobal)
    {
        if (!includingGlobal && !_restsOnLocalPage) return;
        Word(EngineLayout.KernelReturn, CodeSelector) = Word(EngineLayout.UserReturn, CodeSelector) = NoSelector;
        _restsOnLocalPage = false;
    }

    /// <summary>The next IRETQ to user code, or to the kernel, is not the stub's.</summary>
    internal void Forget(bool isUser) => Word(isUser ? EngineLayout.UserReturn : EngineLayout.KernelReturn, CodeSelector) = NoSelector;

    /// <summary>Keeps what an IRETQ has just loaded; nothing where it has faulted instead, and the segments are not as it loads them.</summary>
    internal void Learn()
    {
        if (_cpu->Cpl is not (0 or 3) || !ProcessorMode.Is64Bit(*_cpu)) return;
        int place = _cpu->Cpl == 3 ? EngineLayout.UserReturn : EngineLayout.KernelReturn;
        Word(place, CodeSelector) = NoSelector;
        // The stub goes on in 64-bit code.
        if (!ProcessorMode.Is64Bit(*_cpu)) return;
        if (!TryDescriptor(place, _cpu->Cs, CodeDescriptor) || !TryDescriptor(place, _cpu->Ss, StackDescriptor)) return;
        (Word(place, TableBase), Word(place, TableLimit)) = (_cpu->Gdtr.Base, _cpu->Gdtr.Limit);
        var segments = (Segment*)(context.Base + place + Segments);
        (segments[0], segments[1]) = (_cpu->Cs, _cpu->Ss);
        (Word(place, CodeSelector), Word(place, StackSelector)) = (_cpu->Cs.Selector, _cpu->Ss.Selector);
    }

    /// <summary>A null SS has no descriptor: what stands for its is always equal.</summary>
    private bool TryDescriptor(int place, in Segment segment, int at)
    {
        byte* descriptor = context.Base + place + at + 8;
        var loaded = new Segment { Selector = segment.Selector };
        if (!DescriptorTables.IsNull(segment.Selector))
        {
            ulong linear = _cpu->Gdtr.Base + (segment.Selector & ~7u);
            if ((segment.Selector & LocalTable) != 0 || linear % 8 != 0) return false;
            if (!walker.Probe(linear, AccessKind.Implicit, out var page, out _) || !memory.TryPointer(page.Physical, 8, out descriptor)) return false;
            _restsOnLocalPage |= !page.Global;
            loaded = new Descriptor(*(ulong*)descriptor).ToSegment(segment.Selector);
        }
        Word(place, at) = (ulong)descriptor;
        Word(place, at + 8) = *(ulong*)descriptor;
        return (loaded.Base, loaded.Limit, loaded.Attributes) == (segment.Base, segment.Limit, segment.Attributes);
    }

    private ref ulong Word(int place, int offset) => ref context.Word(place + offset);
}
