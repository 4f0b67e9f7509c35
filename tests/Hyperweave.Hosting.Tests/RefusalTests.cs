using Hyperweave.Vmm;
using Xunit;

namespace Hyperweave.Hosting.Tests;

/// <summary>What a process cannot do is refused with operation, place and reason.</summary>
public sealed unsafe class RefusalTests
{
    public static TheoryData<string, Action, string> Refused() => new()
    {
        { "Context.Switch", static () => { var here = default(Context); var there = Context.Create(PageAllocator.Allocate() + 4096, &Never, 0); Context.Switch(ref here, ref there); }, "native stack" },
        { "Trap.Resume", static () => UserMode.Enter(0x1000, 0x2000, 0), "ring 3" },
        { "User.SystemCall", static () => User.SystemCall(1, 2, 3, 4, 5), "one ring" },
        { "the return of vector 32's handler", static () => { Interrupts.Initialize(); Interrupts.SetHandler(32, &Elsewhere); Pic.Unmask(0); GuestTimer.OneShot(1000, 32); Cpu.StiHlt(); }, "its own call" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void RefusalNamesOperationPlaceAndReason(string operation, Action kernel, string reason)
    {
        var refusal = Assert.Throws<HostedRefusalException>(() => HostedMachine.Boot(kernel));
        Assert.Equal(operation, refusal.Operation);
        Assert.Matches(@"RefusalTests.*\(RefusalTests\.cs:\d+\)", refusal.Place);
        Assert.Contains(reason, refusal.Message);
    }

    [Fact]
    public void KernelThatCatchesEverythingDoesNotCatchARefusal()
    {
        using var vm = HostedMachine.Create(static () =>
        {
            try
            {
                User.SystemCall(1, 2, 3, 4, 5);
            }
            catch (Exception)
            {
                Serial.WriteLine("caught");
            }
        });
        Assert.Throws<HostedRefusalException>(vm.Run);
        Assert.Equal("", vm.Serial.Text);
        Assert.Equal(MachineEnding.UnsupportedStatus, vm.Ending!.Status);
    }

    [Fact]
    public void LambdaWithVariablesFromOutsideIsRefused()
    {
        string text = "outside";
        var refusal = Assert.Throws<HostedMachineException>(() => HostedMachine.Boot(() => Serial.WriteLine(text)));
        Assert.Contains("uses 'text' from outside", refusal.Message);
    }

    private static void Never(ulong argument) => throw new InvalidOperationException();

    private static void Elsewhere(InterruptFrame* frame) => frame->Rip += 2;
}
