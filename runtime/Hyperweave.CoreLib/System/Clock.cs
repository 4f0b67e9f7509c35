using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>The guest's clock, a hook that the guest assembly provides.</summary>
internal static class Clock
{
    [RuntimeImport("*", "hw_clock_nanoseconds")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern long Nanoseconds();
}
