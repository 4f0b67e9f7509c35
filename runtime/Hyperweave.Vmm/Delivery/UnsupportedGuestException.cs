namespace Hyperweave.Vmm.Delivery;

/// <summary>The guest did something legal that this VMM does not support; the message says what. It ends the run.</summary>
public sealed class UnsupportedGuestException(string what) : Exception(what);
