using System.Runtime.CompilerServices;
using Hyperweave.Vmm.Host;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Exits at which the machine acts, and the ways back: none of them looks up what cannot have changed.</summary>
public sealed unsafe partial class TranslationEngine
{
    /// <summary>The site at which the machine was asked to act: it remembers where the guest goes on.</summary>
    private ExitSite? _left;
    /// <summary>The same, while what was done there is plain, and nothing else has happened since.</summary>
    private ExitSite? _plain;

    /// <summary>Has the machine do what the site asks for: within this run, where it lets us.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Act(ExitSite site, out Exit exit)
    {
        _left = site;
        exit = Handler is null ? site.Exit : default;
        if (Handler is null) return false;
        Statistics.Exits++;
        if (!Handler.Handle(site.Exit)) return Stepped(out exit);
        if (site.IsPlain && !_isNarrow) _plain = site;
        return true;
    }

    /// <summary>
    /// After a plain operation, into what followed it last time: the same spaces run in the same mode, and the context holds all that
    /// <see cref="Enter"/> put there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool GoOn()
    {
        if (_plain is not { } site) return false;
        _plain = null;
        if (site.NextAt(_cpu->Rip, site.Region!.Code) is not { } next) return false;
        _left = null;
        _cpu->Rsp -= _context.Word(ContextLayout.NegatedStackBias);
        Go(_entered = _translator.ExecuteBase + (ulong)next.Direct);
        return true;
    }

    /// <summary>The entry at RIP: after an action most often the one of last time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private EntryPoint? Find(GuestSpace space, ulong rip)
    {
        if (_left is not { } left) return Look(space, rip);
        _left = null;
        if (left.IsInterruptReturn) _returns.Learn();
        if (left.NextAt(rip, space.Code) is { } known) return known;
        var next = Look(space, rip);
        left.Remember(next);
        return next;
    }
}
