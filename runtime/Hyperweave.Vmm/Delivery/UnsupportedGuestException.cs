namespace Hyperweave.Vmm.Delivery;

/// <summary>
/// The guest did something legal that this VMM does not support; the message says what. RIP is at the instruction and nothing
/// has changed: the machine makes it #UD.
/// </summary>
public sealed class UnsupportedGuestException(string what) : Exception(what);
