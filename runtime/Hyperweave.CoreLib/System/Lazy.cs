namespace System;

/// <summary>A value made at its first use; by one thread, since one lock guards it.</summary>
public class Lazy<T>
{
    private readonly object _lock = new();
    private Func<T> _factory;
    private T _value;

    public Lazy(Func<T> valueFactory) => _factory = valueFactory ?? throw new ArgumentNullException(nameof(valueFactory));

    public Lazy(Func<T> valueFactory, bool isThreadSafe) : this(valueFactory) { }

    public Lazy(T value) => _value = value;

    public bool IsValueCreated => _factory is null;

    public T Value
    {
        get
        {
            if (_factory is null)
                return _value;
            lock (_lock)
            {
                if (_factory is not null)
                {
                    _value = _factory();
                    _factory = null;
                }
            }
            return _value;
        }
    }

    public override string ToString() => IsValueCreated ? Value.ToString() : "Value is not created.";
}
