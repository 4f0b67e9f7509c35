using System;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>
/// What ilc calls where generated code must throw, by these names. The methods with an id stand in place of code that
/// could not be compiled, because something it uses is missing; the build reports those, so they run only in a build that
/// was forced.
/// </summary>
internal static class ThrowHelpers
{
    internal static void ThrowOverflowException() => throw new OverflowException();

    internal static void ThrowIndexOutOfRangeException() => throw new IndexOutOfRangeException();

    internal static void ThrowNullReferenceException() => throw new NullReferenceException();

    internal static void ThrowDivideByZeroException() => throw new DivideByZeroException();

    internal static void ThrowArgumentException() => throw new ArgumentException();

    internal static void ThrowArgumentOutOfRangeException() => throw new ArgumentOutOfRangeException();

    internal static void ThrowArrayTypeMismatchException() => throw new ArrayTypeMismatchException();

    internal static void ThrowPlatformNotSupportedException() => throw new PlatformNotSupportedException();

    internal static void ThrowNotImplementedException() => throw new NotImplementedException();

    internal static void ThrowNotSupportedException() => throw new NotSupportedException();

    internal static void ThrowInvalidCastException() => throw new InvalidCastException();

    private static void ThrowFeatureBodyRemoved() => throw new NotSupportedException("The feature was removed at build time.");

    private static void ThrowBodyRemoved() => throw new NotSupportedException("The method was removed at build time.");

    private static void ThrowInstanceBodyRemoved() => throw new NotSupportedException("The type is never created, its method was removed at build time.");

    private static void ThrowUnavailableType() => throw new TypeLoadException("The type is not part of this image.");

    private static void ThrowNotSupportedInlineArrayEqualsGetHashCode() => throw new NotSupportedException("An inline array has no Equals and GetHashCode.");

    private static void ThrowTypeLoadException(int id, string typeName, string assemblyName) => throw new TypeLoadException(typeName);

    private static void ThrowTypeLoadExceptionWithArgument(int id, string typeName, string assemblyName, string argument) => throw new TypeLoadException(typeName);

    private static void ThrowMissingMethodException(int id, string method) => throw new MissingMethodException(method);

    private static void ThrowMissingFieldException(int id, string field) => throw new MissingFieldException(field);

    private static void ThrowFileNotFoundException(int id, string file) => throw new TypeLoadException(file);

    private static void ThrowInvalidProgramException(int id) => throw new InvalidProgramException();

    private static void ThrowInvalidProgramExceptionWithArgument(int id, string method) => throw new InvalidProgramException(method);

    private static void ThrowBadImageFormatException(int id) => throw new InvalidProgramException();

    private static void ThrowMarshalDirectiveException(int id) => throw new InvalidProgramException();

    private static void ThrowAmbiguousMatchException(int id) => throw new InvalidProgramException();
}
