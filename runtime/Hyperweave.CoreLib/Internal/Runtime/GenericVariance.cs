namespace Internal.Runtime;

/// <summary>How a generic parameter may vary.</summary>
internal enum GenericVariance : byte
{
    Invariant = 0,
    Covariant = 1,
    Contravariant = 2,
    ArrayCovariant = 0x20,
}
