namespace System;

public struct RuntimeMethodHandle
{
    private IntPtr _value;
}
