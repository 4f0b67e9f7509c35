namespace Hyperweave.Catalogue;

/// <summary>What a port operation's id says.</summary>
/// <param name="IsWrite">OUT or OUTS.</param>
/// <param name="IsString">INS or OUTS: a run of values at one port.</param>
/// <param name="Bits">The width of each access.</param>
internal readonly record struct PortForm(bool IsWrite, bool IsString, int Bits)
{
    /// <summary>The form of an operation, or null for one that is no port access.</summary>
    public static PortForm? Of(string operation) => operation switch
    {
        "in8" => new(false, false, 8),
        "in16" => new(false, false, 16),
        "in32" => new(false, false, 32),
        "out8" => new(true, false, 8),
        "out16" => new(true, false, 16),
        "out32" => new(true, false, 32),
        "ins8" => new(false, true, 8),
        "ins16" => new(false, true, 16),
        "ins32" => new(false, true, 32),
        "outs8" => new(true, true, 8),
        "outs16" => new(true, true, 16),
        "outs32" => new(true, true, 32),
        _ => null,
    };

    /// <summary>The id: of this form, at another width, or over a run.</summary>
    public string Operation => (IsWrite ? "out" : "in") + (IsString ? "s" : "") + Bits;
}
