using System;
using System.Runtime;
using System.Runtime.CompilerServices;

// P/Invokes cannot stand in generic types, internal calls can. The runtime of the tests has none, so that this case does not run.
public static class Kernel
{
    public static void Main()
    {
        Generic<int>.In(0x60); // -> in8
        Generic<string>.Nested.Cli(); // -> cli
        Action disable = Generic<int>.Nested.Cli; // -> cli
    }

    private static void Use<T>() => Generic<T>.In(0x60); // -> in8
}

public static class Generic<T>
{
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "inb")] public static extern byte In(ushort port);

    public static class Nested
    {
        [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "cli")] public static extern void Cli();
    }
}

namespace System.Runtime
{
    public sealed class RuntimeImportAttribute(string module, string entryPoint) : Attribute
    {
        public string Name => module + entryPoint;
    }
}
