namespace System.Runtime.CompilerServices;

/// <summary>ilc calls these before the first use of a static field whose type has a static constructor still to run.</summary>
internal static unsafe class ClassConstructorRunner
{
    private static IntPtr CheckStaticClassConstructionReturnNonGCStaticBase(ref StaticClassConstructionContext context, IntPtr statics)
    {
        CheckStaticClassConstruction(ref context);
        return statics;
    }

    private static object CheckStaticClassConstructionReturnGCStaticBase(ref StaticClassConstructionContext context, object statics)
    {
        CheckStaticClassConstruction(ref context);
        return statics;
    }

    private static object CheckStaticClassConstructionReturnThreadStaticBase(Internal.Runtime.TypeManagerSlot* module, int index, ref StaticClassConstructionContext context)
    {
        CheckStaticClassConstruction(ref context);
        return Internal.Runtime.ThreadStatics.GetThreadStaticBaseForType(module, index);
    }

    /// <summary>The address is cleared first, so that the constructor sees its own type as constructed, as the language wants.</summary>
    private static void CheckStaticClassConstruction(ref StaticClassConstructionContext context)
    {
        IntPtr constructor = context.cctorMethodAddress;
        if (constructor == IntPtr.Zero)
            return;
        context.cctorMethodAddress = IntPtr.Zero;
        ((delegate*<void>)constructor)();
    }
}
