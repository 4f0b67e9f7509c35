namespace System.Runtime.ExceptionHandling;

/// <summary>Which processor exception, as the guest's trap dispatch passes it.</summary>
internal enum HardwareExceptionKind
{
    Divide = 0,
    NullReference = 1,
    GeneralProtection = 2,
    InvalidOpcode = 3,
}
