using Internal.Runtime;
using System.Runtime.CompilerServices;

namespace System.Runtime;

/// <summary>
/// Finds the method that an interface call means. The native stub RhpInitialDynamicInterfaceDispatch first looks into a
/// table of chains of records, keyed by receiver type and call cell; a record, once linked, never changes, so the stub may
/// be interrupted anywhere. On a miss it comes here.
/// </summary>
internal static unsafe class InterfaceDispatch
{
    /// <summary>Chains in the table; the stub in RuntimeHelpers knows this number.</summary>
    private const ulong ChainCount = 1024;

    /// <summary>One known answer; the layout is the stub's.</summary>
    private struct Record
    {
        internal Record* Next;
        internal MethodTable* Receiver;
        internal void* Cell;
        internal void* Target;
    }

    [RuntimeImport("*", "hw_dispatch_table")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern Record** Table();

    /// <summary>Resolves and, where memory allows, remembers.</summary>
    [RuntimeExport("hw_resolve_interface")]
    private static void* ResolveAndRemember(object receiver, void** cell)
    {
        void* target = Resolve(receiver, cell);
        Record* record = (Record*)Heap.TryAllocatePermanent((nuint)sizeof(Record));
        if (record == null)
            return target;
        Record** chain = Table() + (((ulong)cell >> 1) + (ulong)receiver.m_pEEType >> 3) % ChainCount;
        *record = new Record { Next = *chain, Receiver = receiver.m_pEEType, Cell = cell, Target = target };
        *chain = record;
        return target;
    }

    [RuntimeExport("RhpResolveInterfaceMethod")]
    internal static void* Resolve(object receiver, void** cell)
    {
        MethodTable* type = receiver.m_pEEType;
        MethodTable* @interface = CellInterface(cell, out int slot);
        void* target = Find(type, @interface, slot);
        if (target == null)
            throw new EntryPointNotFoundException();
        return target;
    }

    /// <summary>
    /// A cell is two words: the stub, and the interface as a self-relative 32-bit pointer with flags in its low two bits.
    /// A row of cells ends with a word of zero, after which the slot number follows.
    /// </summary>
    private static MethodTable* CellInterface(void** cell, out int slot)
    {
        void** end = cell;
        while (*end != null)
            end += 2;
        slot = (ushort)(ulong)end[1];
        int* relative = (int*)(cell + 1);
        return (MethodTable*)((ulong)((byte*)relative + *relative) & ~3ul);
    }

    /// <summary>Methods of the class come before default bodies, exact interfaces before variant ones.</summary>
    internal static void* Find(MethodTable* receiver, MethodTable* @interface, int slot)
    {
        void* code = Find(receiver, @interface, slot, defaults: false, variant: false);
        if (code == null && @interface->HasVariance)
            code = Find(receiver, @interface, slot, defaults: false, variant: true);
        if (code == null)
            code = Find(receiver, @interface, slot, defaults: true, variant: false);
        if (code == null && @interface->HasVariance)
            code = Find(receiver, @interface, slot, defaults: true, variant: true);
        return code;
    }

    private static void* Find(MethodTable* receiver, MethodTable* @interface, int slot, bool defaults, bool variant)
    {
        for (MethodTable* type = receiver; type != null; type = type->BaseType)
        {
            DispatchMap* map = type->DispatchMap;
            if (map == null)
                continue;
            DispatchMap.Entry* entry = map->Entries + (defaults ? map->ClassEntryCount : 0);
            DispatchMap.Entry* end = map->Entries + (defaults ? map->EntryCount : map->ClassEntryCount);
            for (; entry < end; entry++)
                if (entry->InterfaceSlot == slot && Matches(type->InterfaceMap[entry->Interface], @interface, variant))
                    return type->SlotCode(receiver, entry->Slot);
        }
        return null;
    }

    private static bool Matches(MethodTable* candidate, MethodTable* wanted, bool variant) =>
        candidate == wanted || variant && TypeCast.IsVariantOf(candidate, wanted);
}
