using System;
using System.Threading;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>ilc calls these around a method marked Synchronized.</summary>
internal static unsafe class SynchronizedMethodHelpers
{
    private static void MonitorEnter(object instance, ref bool lockTaken) => Monitor.Enter(instance, ref lockTaken);

    private static void MonitorExit(object instance, ref bool lockTaken)
    {
        if (lockTaken)
            Monitor.Exit(instance);
        lockTaken = false;
    }

    private static object GetSyncFromClassHandle(MethodTable* type) => StaticLocks.For(type);

    private static void MonitorEnterStatic(MethodTable* type, ref bool lockTaken) => Monitor.Enter(StaticLocks.For(type), ref lockTaken);

    private static void MonitorExitStatic(MethodTable* type, ref bool lockTaken) => MonitorExit(StaticLocks.For(type), ref lockTaken);

    /// <summary>One object for each type, as typeof does not give the same object twice.</summary>
    private static class StaticLocks
    {
        private static readonly System.Collections.Generic.Dictionary<nint, object> s_locks = new();

        internal static object For(MethodTable* type)
        {
            if (!s_locks.TryGetValue((nint)type, out object instance))
                s_locks[(nint)type] = instance = new object();
            return instance;
        }
    }
}
