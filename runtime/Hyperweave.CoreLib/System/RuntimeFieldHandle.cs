namespace System;

public struct RuntimeFieldHandle
{
    private IntPtr _value;
}
