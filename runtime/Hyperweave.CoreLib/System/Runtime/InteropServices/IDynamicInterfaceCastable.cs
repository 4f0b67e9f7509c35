namespace System.Runtime.InteropServices;

/// <summary>ilc asks for this type; nothing implements it here.</summary>
public interface IDynamicInterfaceCastable
{
    internal static IntPtr GetDynamicInterfaceImplementation(IDynamicInterfaceCastable instance, IntPtr type, ushort slot) => IntPtr.Zero;
}
