namespace System.Threading;

/// <summary>The lock statement's own lock type.</summary>
public sealed class Lock
{
    private readonly object _lock = new();

    public void Enter() => Monitor.Enter(_lock);

    public bool TryEnter() => Monitor.TryEnter(_lock);

    public void Exit() => Monitor.Exit(_lock);

    public bool IsHeldByCurrentThread => Monitor.IsEntered(_lock);

    public Scope EnterScope()
    {
        Enter();
        return new Scope(this);
    }

    public ref struct Scope
    {
        private Lock _lock;

        internal Scope(Lock owner) => _lock = owner;

        public void Dispose()
        {
            Lock owner = _lock;
            _lock = null;
            owner?.Exit();
        }
    }
}
