using Internal.Runtime;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>
/// A method with its target. Generated code calls _functionPointer with _firstParameter; field names and initialisers are
/// those that ilc knows. Several combined delegates hold their list in _helperObject and its length in
/// _extraFunctionPointerOrData, and call through a thunk that ilc makes.
/// </summary>
public abstract unsafe class Delegate
{
    internal object _firstParameter;
    internal object _helperObject;
    internal nint _extraFunctionPointerOrData;
    internal IntPtr _functionPointer;

    /// <summary>An element of the list: a struct, so that an array store needs no type test.</summary>
    internal struct Wrapper
    {
        internal Delegate Value;
    }

    /// <summary>Thunks that ilc overrides with code addresses; the default for those a delegate type does not have.</summary>
    private protected virtual IntPtr GetThunk(int which) => IntPtr.Zero;

    private const int MulticastThunk = 0, ClosedStaticThunk = 1, OpenStaticThunk = 2;

    private void InitializeClosedInstance(object target, IntPtr code)
    {
        if (target is null)
            throw new ArgumentException("A delegate to an instance method needs an instance.");
        _functionPointer = code;
        _firstParameter = target;
    }

    private void InitializeClosedInstanceSlow(object target, IntPtr code) => InitializeClosedInstance(target, code);

    private void InitializeClosedInstanceWithGVMResolution(object target, RuntimeMethodHandle method) =>
        throw new NotSupportedException("A delegate to a generic virtual method.");

    private void InitializeClosedInstanceToInterface(object target, IntPtr cell)
    {
        if (target is null)
            throw new ArgumentException("A delegate to an instance method needs an instance.");
        _functionPointer = (IntPtr)InterfaceDispatch.Resolve(target, (void**)cell);
        _firstParameter = target;
    }

    private void InitializeClosedInstanceWithoutNullCheck(object target, IntPtr code)
    {
        _functionPointer = code;
        _firstParameter = target;
    }

    private void InitializeClosedStaticThunk(object target, IntPtr code, IntPtr thunk)
    {
        _extraFunctionPointerOrData = code;
        _helperObject = target;
        _functionPointer = thunk;
        _firstParameter = this;
    }

    private void InitializeOpenStaticThunk(object unused, IntPtr code, IntPtr thunk)
    {
        _firstParameter = this;
        _functionPointer = thunk;
        _extraFunctionPointerOrData = code;
    }

    private void InitializeOpenInstanceThunkDynamic(IntPtr code, IntPtr thunk) => InitializeOpenStaticThunk(null, code, thunk);

    private IntPtr GetActualTargetFunctionPointer(object target) => _extraFunctionPointerOrData;

    /// <summary>The object that the last method in the list is called on.</summary>
    public object Target
    {
        get
        {
            if (IsMulticast)
                return Invocations[Count - 1].Value.Target;
            return ReferenceEquals(_firstParameter, this) ? _helperObject : _firstParameter;
        }
    }

    public bool HasSingleTarget => !IsMulticast;

    private bool IsMulticast => _helperObject is Wrapper[] && _functionPointer == GetThunk(MulticastThunk);

    private Wrapper[] Invocations => Unsafe.As<Wrapper[]>(_helperObject);

    private int Count => IsMulticast ? (int)_extraFunctionPointerOrData : 1;

    private Delegate Invocation(int index) => IsMulticast ? Invocations[index].Value : this;

    public static Delegate Combine(Delegate first, Delegate second)
    {
        if (first is null)
            return second;
        if (second is null)
            return first;
        if (first.m_pEEType != second.m_pEEType)
            throw new ArgumentException("Delegates of different types cannot be combined.");
        int firstCount = first.Count, count = firstCount + second.Count;
        Wrapper[] all = new Wrapper[count];
        for (int i = 0; i < count; i++)
            all[i].Value = i < firstCount ? first.Invocation(i) : second.Invocation(i - firstCount);
        return first.CreateMulticast(all, count);
    }

    public static Delegate Combine(params Delegate[] delegates)
    {
        Delegate result = null;
        if (delegates != null)
            foreach (Delegate next in delegates)
                result = Combine(result, next);
        return result;
    }

    /// <summary>Removes the last occurrence of the second list from the first.</summary>
    public static Delegate Remove(Delegate source, Delegate value)
    {
        if (source is null || value is null)
            return source;
        int count = source.Count, length = value.Count;
        for (int start = count - length; start >= 0; start--)
            if (source.MatchesAt(start, value, length))
                return source.Without(start, length);
        return source;
    }

    public static Delegate RemoveAll(Delegate source, Delegate value)
    {
        Delegate before;
        do
        {
            before = source;
            source = Remove(source, value);
        }
        while (!ReferenceEquals(before, source));
        return source;
    }

    private bool MatchesAt(int start, Delegate value, int length)
    {
        for (int i = 0; i < length; i++)
            if (!Invocation(start + i).EqualsSingle(value.Invocation(i)))
                return false;
        return true;
    }

    private Delegate Without(int start, int length)
    {
        int count = Count - length;
        if (count == 0)
            return null;
        Wrapper[] rest = new Wrapper[count];
        for (int i = 0; i < count; i++)
            rest[i].Value = Invocation(i < start ? i : i + length);
        return count == 1 ? rest[0].Value : CreateMulticast(rest, count);
    }

    private Delegate CreateMulticast(Wrapper[] all, int count)
    {
        Delegate result = Unsafe.As<Delegate>(RuntimeExports.NewObject(m_pEEType));
        result._functionPointer = GetThunk(MulticastThunk);
        result._firstParameter = result;
        result._helperObject = all;
        result._extraFunctionPointerOrData = count;
        return result;
    }

    public virtual Delegate[] GetInvocationList()
    {
        Delegate[] list = new Delegate[Count];
        for (int i = 0; i < list.Length; i++)
            list[i] = Invocation(i);
        return list;
    }

    public override bool Equals(object other)
    {
        if (other is not Delegate right || right.m_pEEType != m_pEEType || right.Count != Count)
            return false;
        return MatchesAt(0, right, Count);
    }

    /// <summary>Whether both call one method on one target. A thunk's first parameter is the delegate itself.</summary>
    private bool EqualsSingle(Delegate other)
    {
        if (_functionPointer != other._functionPointer || _extraFunctionPointerOrData != other._extraFunctionPointerOrData)
            return false;
        if (ReferenceEquals(_firstParameter, this))
            return ReferenceEquals(other._firstParameter, other) && ReferenceEquals(_helperObject, other._helperObject);
        return ReferenceEquals(_firstParameter, other._firstParameter);
    }

    public override int GetHashCode() => HashCode.Combine((long)_functionPointer, (long)_extraFunctionPointerOrData, Count);

    public static bool operator ==(Delegate left, Delegate right) => ReferenceEquals(left, right) || left is not null && left.Equals(right);

    public static bool operator !=(Delegate left, Delegate right) => !(left == right);
}
