namespace Internal.Runtime;

/// <summary>Where generated code keeps the module's handle; nothing here uses it.</summary>
internal struct TypeManagerSlot
{
    private System.IntPtr _module;
    private int _moduleIndex;
}
