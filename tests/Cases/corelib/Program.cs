using Hyperweave.Guest;

namespace CoreLibCases;

/// <summary>
/// Runs the cases one after the other, each printing lines. The assembly runs on CoreCLR, which is the judge, and as an
/// image; a test compares the lines. Each case says what it is about by its name.
/// </summary>
internal static class Program
{
    private static readonly (string Name, Action Run)[] s_cases =
    [
        (nameof(IntegerText), IntegerText.Run),
        (nameof(FloatText), FloatText.Run),
        (nameof(Parsing), Parsing.Run),
        (nameof(Interpolation), Interpolation.Run),
        (nameof(Strings), Strings.Run),
        (nameof(StringBuilders), StringBuilders.Run),
        (nameof(Lists), Lists.Run),
        (nameof(Dictionaries), Dictionaries.Run),
        (nameof(OtherCollections), OtherCollections.Run),
        (nameof(Arrays), Arrays.Run),
        (nameof(Spans), Spans.Run),
        (nameof(Sorting), Sorting.Run),
        (nameof(Delegates), Delegates.Run),
        (nameof(Generics), Generics.Run),
        (nameof(GenericVirtualMethods), GenericVirtualMethods.Run),
        (nameof(Casts), Casts.Run),
        (nameof(Exceptions), Exceptions.Run),
        (nameof(HardwareExceptions), HardwareExceptions.Run),
        (nameof(Locks), Locks.Run),
        (nameof(Language), Language.Run),
        (nameof(Records), Records.Run),
        (nameof(Statics), Statics.Run),
        (nameof(Arithmetic), Arithmetic.Run),
        (nameof(Bits), Bits.Run),
        (nameof(Structs), Structs.Run),
        (nameof(Text), Text.Run),
        (nameof(Memory), Memory.Run),
    ];

    private static void Main()
    {
        if (!Platform.IsHosted())
            Interrupts.Initialize();
        switch (BootInformation.Option("end"))
        {
            case "unhandled": Unhandled.Throw(3); break;
            case "panic": Unhandled.Panic("no way on"); break;
            case "fault": Unhandled.Fault(0x4000_0000_0000); break;
        }
        foreach (var (name, run) in s_cases)
        {
            Console.WriteLine("# " + name);
            run();
        }
        Console.WriteLine("# end");
    }
}
