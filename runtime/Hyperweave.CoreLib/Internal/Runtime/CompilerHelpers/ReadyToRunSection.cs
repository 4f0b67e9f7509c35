namespace Internal.Runtime.CompilerHelpers;

/// <summary>One row of the <see cref="ReadyToRunHeader"/>.</summary>
internal unsafe struct ReadyToRunSection
{
    internal const int GcStatics = 201;
    internal const int ThreadStatics = 202;

    internal int Id;
    private int _flags;
    internal void* Start;
    internal void* End;
}
