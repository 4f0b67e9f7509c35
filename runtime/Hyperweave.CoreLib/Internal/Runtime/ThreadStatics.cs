using Internal.Runtime.CompilerHelpers;

namespace Internal.Runtime;

/// <summary>
/// [ThreadStatic] fields are plain statics: one copy for the machine (docs/core-library.md). ilc, told --noinlinetls, asks
/// here for the object that holds a type's fields, by the type's index.
/// </summary>
internal static unsafe class ThreadStatics
{
    private static void** s_objects;

    /// <summary>Makes an object for each method table in the section, while there is nothing to release yet.</summary>
    internal static void Initialize(ReadyToRunSection* section)
    {
        if (section == null)
            return;
        MethodTable** types = (MethodTable**)section->Start;
        int count = (int)((MethodTable**)section->End - types);
        s_objects = (void**)Heap.AllocatePermanent((nuint)count * (nuint)sizeof(void*));
        for (int i = 0; i < count; i++)
            s_objects[i] = Heap.AllocatePermanentObject(types[i]);
    }

    internal static object GetThreadStaticBaseForType(TypeManagerSlot* module, int index)
    {
        void* instance = s_objects[index];
        return *(object*)&instance;
    }
}
