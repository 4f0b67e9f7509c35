#if NETSTANDARD2_0
namespace System.Runtime.CompilerServices;

/// <summary>What the compiler asks for to compile init accessors; .NET Standard 2.0 lacks it.</summary>
internal static class IsExternalInit
{
}
#endif
