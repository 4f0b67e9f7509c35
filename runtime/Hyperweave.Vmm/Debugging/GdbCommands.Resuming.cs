namespace Hyperweave.Vmm.Debugging;

/// <summary>Going on: c, C, s, S, vCont, and k. Signals mean nothing to a machine and are left out.</summary>
internal sealed partial class GdbCommands
{
    private bool TryResume(string packet, out GdbVerdict verdict)
    {
        verdict = default;
        if (packet.StartsWith("vCont;", StringComparison.Ordinal)) return TryContinue(packet[6..], out verdict);
        if (packet.Length == 0) return false;
        switch (packet[0])
        {
            case 'k':
                verdict = new GdbVerdict(GdbVerdictKind.Kill);
                return true;
            case 'c' or 's': return TryGo(packet[0] == 's', packet[1..], out verdict);
            case 'C' or 'S':
                int address = packet.IndexOf(';');
                return TryGo(packet[0] == 'S', address < 0 ? "" : packet[(address + 1)..], out verdict);
            default: return false;
        }
    }

    /// <param name="address">Where to go on; empty for where the guest is.</param>
    private bool TryGo(bool isStep, string address, out GdbVerdict verdict)
    {
        verdict = new GdbVerdict(GdbVerdictKind.Resume, new Resumption(isStep));
        if (address.Length == 0) return true;
        if (!Hexadecimal.TryNumber(address, out ulong rip)) return false;
        guest.Rip = rip;
        return true;
    }

    /// <summary>The first action counts: there is one thread. "t" stops one that is stopped already.</summary>
    private static bool TryContinue(string actions, out GdbVerdict verdict)
    {
        string action = actions.Split(';', 2)[0].Split(':', 2)[0];
        verdict = new GdbVerdict(GdbVerdictKind.Resume, new Resumption(IsStep: action is ['s' or 'S' or 'r', ..]));
        if (action is not ['r', ..]) return action is ['c' or 'C' or 's' or 'S', ..];
        if (!Hexadecimal.TryPair(action[1..], out ulong start, out ulong end)) return false;
        verdict = new GdbVerdict(GdbVerdictKind.Resume, new Resumption(true, start, end));
        return true;
    }
}
