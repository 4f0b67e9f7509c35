namespace System.Runtime.ExceptionHandling;

/// <summary>What a protected region's handler is for; the low two bits of the region's length.</summary>
internal enum ClauseKind
{
    /// <summary>Catches one exception type and those derived from it.</summary>
    Typed = 0,
    /// <summary>finally, or fault.</summary>
    Fault = 1,
    /// <summary>Catches what its filter accepts.</summary>
    Filter = 2,
}
