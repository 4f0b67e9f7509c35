using System.Runtime;
using System.Runtime.ExceptionHandling;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>Brings the managed world up: heap, statics, unwinder.</summary>
internal static unsafe class StartupCodeHelpers
{
    /// <summary>Called by the boot stub before any other managed code.</summary>
    /// <param name="header">ilc's ReadyToRun header, symbol __ReadyToRunHeader.</param>
    [RuntimeExport("hw_runtime_start")]
    private static void Start(ReadyToRunHeader* header)
    {
        Heap.Initialize();
        AllocateStatics(header->Find(ReadyToRunSection.GcStatics));
        ThreadStatics.Initialize(header->Find(ReadyToRunSection.ThreadStatics));
        Heap.PrepareOutOfMemory();
        UnwindTable.Initialize();
    }

    /// <summary>
    /// Each block is a relative pointer to a word that holds a method table's address and two flags: bit 0, not yet
    /// allocated; bit 1, initial bytes follow. The word is replaced by the object that holds a type's reference statics.
    /// </summary>
    private static void AllocateStatics(ReadyToRunSection* section)
    {
        if (section == null)
            return;
        for (int* block = (int*)section->Start; block < section->End; block++)
        {
            int* word = (int*)((byte*)block + *block);
            long value = (long)word + *word;
            if ((value & 1) == 0)
                continue;
            byte* instance = (byte*)Heap.AllocatePermanentObject((MethodTable*)(value & ~3L));
            if ((value & 2) != 0)
                Memory.Copy(instance + 8, (byte*)(word + 1) + word[1], (*(MethodTable**)instance)->BaseSize - 16);
            *(byte**)word = instance;
        }
    }
}
