namespace Hyperweave.Vmm.Devices.Typing;

/// <summary>A key of the US keyboard.</summary>
/// <param name="Set1">Its scan code in set 1, which the 8042 translates to; releasing it sets bit 7.</param>
/// <param name="Set2">Its scan code in set 2, which the keyboard sends; releasing it sends 0xF0 before.</param>
/// <param name="IsExtended">0xE0 goes before the code, in both sets.</param>
public readonly record struct Key(byte Set1, byte Set2, bool IsExtended)
{
    private const byte Extended = 0xE0, Release2 = 0xF0, Release1 = 0x80;

    /// <summary>What arrives at the guest when the key goes down or up.</summary>
    /// <param name="isTranslated">By the 8042, to set 1.</param>
    public IEnumerable<byte> Codes(bool isRelease, bool isTranslated)
    {
        if (IsExtended) yield return Extended;
        if (isRelease && !isTranslated) yield return Release2;
        yield return !isTranslated ? Set2 : isRelease ? (byte)(Set1 | Release1) : Set1;
    }
}

/// <summary>One thing somebody does at the keyboard: a key goes down or up, or nothing happens for a while.</summary>
public readonly record struct KeyAction(Key Key, bool IsRelease, TimeSpan Pause);
