using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// Which slot of a class implements which interface method: four counts, then entries of three 16-bit words: those of the
/// class, those inherited from the interfaces' default bodies. Entries of static methods, resolved at compile time, follow.
/// </summary>
internal unsafe struct DispatchMap
{
    private ushort _classEntries;
    private ushort _defaultEntries;
    private ushort _staticClassEntries;
    private ushort _staticDefaultEntries;

    internal int ClassEntryCount => _classEntries;

    internal int EntryCount => _classEntries + _defaultEntries;

    internal Entry* Entries => (Entry*)((DispatchMap*)Unsafe.AsPointer(ref this) + 1);

    internal struct Entry
    {
        /// <summary>Index into the interface map.</summary>
        internal ushort Interface;
        /// <summary>The method's slot in the interface.</summary>
        internal ushort InterfaceSlot;
        /// <summary>The virtual slot that implements it.</summary>
        internal ushort Slot;
    }
}
