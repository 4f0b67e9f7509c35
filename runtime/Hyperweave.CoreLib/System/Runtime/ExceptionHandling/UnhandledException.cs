namespace System.Runtime.ExceptionHandling;

/// <summary>The end of an exception that nobody catches: type, message, method names, and the machine stops.</summary>
internal static unsafe class UnhandledException
{
    private static bool s_stopping;

    internal static void Stop(object exception, in RegisterContext start)
    {
        if (s_stopping)
            Console.Stop();
        s_stopping = true;
        Console.WritePanic("Unhandled exception. ");
        WriteHeadline(exception);
        StackTraceText.Write(start);
        Console.Stop();
    }

    private static void WriteHeadline(object exception)
    {
        Console.WritePanic(SymbolTable.TypeName(exception.m_pEEType));
        if (exception is Exception { Message: { } message })
        {
            Console.WritePanic(": ");
            Console.WritePanic(message);
        }
        Console.WritePanic("\n");
    }
}
