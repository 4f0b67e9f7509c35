using System.Diagnostics;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>
/// A thread that makes regions of the second tier beside the guest, in a part of the code cache that is its own. It sees nothing of
/// the guest but what a <see cref="Promotion"/> holds; whether that is still so is looked at when the region is taken over.
/// </summary>
internal sealed unsafe class PromotionThread
{
    /// <summary>Finished and not fetched, since their spaces have not run: the oldest is given up then.</summary>
    private const int MostFinished = 64;

    private readonly CodeCache _cache;
    private readonly int _start, _end;
    private readonly HostAssembler _assembler = new();
    private readonly Emitter _emitter;
    private readonly List<ExitSite> _sites = [];
    private readonly LinkTable _links = new();
    private readonly object _gate = new();
    private readonly Queue<Promotion> _waiting = new();
    private readonly List<Promotion> _finished = [];
    private readonly Thread _thread;
    private bool _isMaking, _stops, _populates;
    private volatile int _next, _made;

    /// <param name="start">Offset of its part of the cache, which goes to the end.</param>
    internal PromotionThread(CodeCache cache, int start)
    {
        (_cache, _start, _end, _next) = (cache, start, (int)cache.Capacity, start);
        _emitter = new Emitter(_assembler, _sites, _links) { SitePlaces = [], LinkPlaces = [] };
        cache.OnLow = Populate;
        _thread = new Thread(Run) { Name = "promotion", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Bytes of its part in use.</summary>
    internal int Used => _next - _start;

    internal bool IsFull => _next + Translator.RegionRoom > _end;

    /// <summary>Something has been made since this space fetched last, perhaps for it.</summary>
    internal bool HasNews(GuestSpace space) => space.PromotionsSeen != _made;

    internal void Add(Promotion promotion)
    {
        lock (_gate)
        {
            _waiting.Enqueue(promotion);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes out what has been made for a space.</summary>
    internal void TakeFinished(GuestSpace space, List<Promotion> taken)
    {
        lock (_gate)
        {
            foreach (var promotion in _finished)
            {
                if (promotion.Space == space) taken.Add(promotion);
            }
            _finished.RemoveAll(promotion => promotion.Space == space);
            for (; _finished.Count > MostFinished; _finished.RemoveAt(0)) _finished[0].GiveUp();
            space.PromotionsSeen = _made;
        }
    }

    /// <summary>Forgets all that has not been fetched, made or not, and waits until nothing is being made.</summary>
    internal void Clear()
    {
        lock (_gate)
        {
            foreach (var promotion in _waiting) promotion.GiveUp();
            _waiting.Clear();
            while (_isMaking) Monitor.Wait(_gate);
            foreach (var promotion in _finished) promotion.GiveUp();
            _finished.Clear();
        }
    }

    /// <summary>As <see cref="Clear"/>, and what was fetched is forgotten too: its place is free again.</summary>
    internal void Reset()
    {
        Clear();
        _next = _start;
    }

    /// <summary>The cache may go afterwards.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            _stops = true;
            Monitor.PulseAll(_gate);
        }
        _thread.Join();
        _cache.OnLow = null;
    }

    private void Run()
    {
        Start(_start);
        Rehearsal.Play(_emitter);
        while (Next() is { } promotion)
        {
            try
            {
                if (!IsFull) Make(promotion);
            }
            catch (Exception exception)
            {
                promotion.Failure = exception;
            }
            lock (_gate)
            {
                _finished.Add(promotion);
                _made++;
            }
        }
    }

    /// <summary>The code cache gets more pages, ahead of the processor's thread.</summary>
    private void Populate()
    {
        lock (_gate)
        {
            _populates = true;
            Monitor.PulseAll(_gate);
        }
    }

    private Promotion? Next()
    {
        for (;;)
        {
            lock (_gate)
            {
                _isMaking = false;
                Monitor.PulseAll(_gate);
                while (_waiting.Count == 0 && !_stops && !_populates) Monitor.Wait(_gate);
                _isMaking = !_stops && !_populates;
                if (_stops) return null;
                if (_isMaking) return _waiting.Dequeue();
                _populates = false;
            }
            _cache.Populate();
        }
    }

    private void Make(Promotion promotion)
    {
        long started = Stopwatch.GetTimestamp();
        int start = _next + 15 & ~15;
        Start(start);
        var region = promotion.Make(_assembler, _emitter, start);
        if (_assembler.Overflowed) throw new InvalidOperationException($"translation of 0x{promotion.Head:X} is longer than {Translator.RegionRoom} bytes");
        promotion.Complete(region, [.. _sites.Zip(_emitter.SitePlaces!)], [.. _links.All.Zip(_emitter.LinkPlaces!)], Stopwatch.GetElapsedTime(started));
        _next = start + region.Length;
    }

    /// <summary>Begins a region at a place of its part of the cache.</summary>
    private void Start(int start)
    {
        _sites.Clear();
        _links.Clear();
        _emitter.SitePlaces!.Clear();
        _emitter.LinkPlaces!.Clear();
        _assembler.Start(_cache.Write + start, (ulong)_cache.Execute + (ulong)start, Translator.RegionRoom - 16, start);
    }
}
