namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Told of stores that do not go through a window, so that translated code never outlives its bytes.</summary>
internal interface ICodeWrites
{
    /// <summary>Bytes of RAM are about to change.</summary>
    void Written(ulong physical, int length);
}
