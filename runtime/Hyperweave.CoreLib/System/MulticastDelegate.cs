namespace System;

/// <summary>The base of every delegate type.</summary>
public abstract class MulticastDelegate : Delegate
{
    public static bool operator ==(MulticastDelegate left, MulticastDelegate right) => (Delegate)left == right;

    public static bool operator !=(MulticastDelegate left, MulticastDelegate right) => !((Delegate)left == right);

    public override bool Equals(object other) => base.Equals(other);

    public override int GetHashCode() => base.GetHashCode();
}
