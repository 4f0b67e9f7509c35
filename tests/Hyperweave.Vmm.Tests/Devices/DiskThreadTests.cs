using Hyperweave.Vmm.Devices;
using Hyperweave.Vmm.Devices.Disks;
using Xunit;

namespace Hyperweave.Vmm.Tests.Devices;

/// <summary>Requests beside the processor: performed in order on another thread, completed on this one.</summary>
public sealed class DiskThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void The_processor_goes_on_and_completes_in_the_order_of_the_requests()
    {
        using var mayGoOn = new ManualResetEventSlim();
        using var kicked = new SemaphoreSlim(0);
        var inbox = new ProcessorInbox { Kick = () => kicked.Release() };
        using var thread = new DiskThread(inbox, "disk");
        var happened = new List<string>();
        thread.Run(mayGoOn.Wait, () => happened.Add("first"));
        thread.Run(() => { }, () => happened.Add("second"));
        inbox.Run();
        Assert.Empty(happened);

        mayGoOn.Set();
        Assert.True(kicked.Wait(Patience) && kicked.Wait(Patience));
        inbox.Run();
        Assert.Equal(["first", "second"], happened);
    }

    [Fact]
    public void Draining_waits_for_what_was_asked_for()
    {
        using var thread = new DiskThread(new ProcessorInbox(), "disk");
        int performed = 0;
        for (int request = 0; request < 100; request++) thread.Run(() => Interlocked.Increment(ref performed), () => { });
        thread.Drain();
        Assert.Equal(100, performed);
    }

    [Fact]
    public void A_failure_is_told_of_on_the_processors_thread()
    {
        var inbox = new ProcessorInbox();
        using var thread = new DiskThread(inbox, "disk");
        thread.Run(() => throw new InvalidOperationException("broken"), () => { });
        thread.Drain();
        Assert.Equal("broken", Assert.Throws<InvalidOperationException>(inbox.Run).Message);
    }
}
