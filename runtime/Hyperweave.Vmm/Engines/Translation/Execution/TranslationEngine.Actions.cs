using System.Runtime.CompilerServices;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Exits at which the machine acts, and the ways back: none of them looks up what cannot have changed.</summary>
public sealed unsafe partial class TranslationEngine
{
    /// <summary>The site at which the machine was asked to act: it remembers where the guest goes on.</summary>
    private ExitSite? _left;

    /// <summary>Has the machine do what the site asks for: within this run, where it lets us.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Act(ExitSite site, ref Exit exit)
    {
        _left = site;
        if (Handler is null)
        {
            exit = site.Exit;
            return false;
        }
        Statistics.Exits++;
        return Handler.Handle(site.Exit) || Stepped(out exit);
    }

    /// <summary>An exception is delivered within this run too.</summary>
    private bool Deliver(ref Exit exit)
    {
        if (exit.Kind != ExitKind.Exception || Handler is null) return false;
        Statistics.Exits++;
        return Handler.Handle(exit) || Stepped(out exit);
    }

    /// <summary>
    /// After a plain operation, into what followed it last time: the same spaces run in the same mode, and the context holds all that
    /// <see cref="Prepare"/> put there. A stop request is seen on the way in.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryGoOn(ExitSite site, out ulong host)
    {
        host = 0;
        if (!site.IsPlain || _isNarrow || site.NextAt(_cpu->Rip, site.Region!.Code) is not { } next) return false;
        _left = null;
        _cpu->Rsp -= _context.Word(ContextLayout.NegatedStackBias);
        host = _entered = _translator.ExecuteBase + (ulong)next.Direct;
        return true;
    }

    /// <summary>The entry at RIP: after an action most often the one of last time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private EntryPoint? Find(GuestSpace space, ulong rip)
    {
        if (_left is not { } left) return Look(space, rip);
        _left = null;
        if (left.IsInterruptReturn)
        {
            _returns.Learn();
            MapAwaited();
        }
        if (left.NextAt(rip, space.Code) is { } known) return known;
        var next = Look(space, rip);
        left.Remember(next);
        return next;
    }
}
