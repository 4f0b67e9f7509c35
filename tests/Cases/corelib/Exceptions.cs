namespace CoreLibCases;

internal static class Exceptions
{
    private static string s_log = "";

    public static void Run()
    {
        Log(Nested);
        Log(FilterOrder);
        Log(Rethrow);
        Log(FromCatch);
        Log(FromFinally);
        Log(FilterThrows);
        Log(() => Console.Write(Deep(100)));
        Log(Using);
        Log(Loop);
        Console.WriteLine(ReturnThroughFinally() + s_log);
        try
        {
            throw new ArgumentException("bad", "parameter", new FormatException("inner"));
        }
        catch (ArgumentException exception)
        {
            Console.WriteLine(exception.Message + " " + exception.InnerException!.Message + " " + exception.ParamName);
        }
        Console.WriteLine(new ArgumentNullException("x").Message + new ArgumentOutOfRangeException("y").Message + new InvalidOperationException().Message);
    }

    private static void Log(Action action)
    {
        s_log = "";
        try
        {
            action();
        }
        catch (Exception exception)
        {
            s_log += " outer:" + exception.Message;
        }
        Console.WriteLine(s_log);
    }

    private static void Nested()
    {
        try
        {
            try
            {
                throw new InvalidOperationException("a");
            }
            catch (FormatException)
            {
                s_log += "wrong ";
            }
            finally
            {
                s_log += "finally1 ";
            }
        }
        catch (InvalidOperationException exception)
        {
            s_log += "caught " + exception.Message;
        }
        finally
        {
            s_log += " finally2";
        }
    }

    private static void FilterOrder()
    {
        try
        {
            try
            {
                throw new Exception("f");
            }
            finally
            {
                s_log += "finally ";
            }
        }
        catch (Exception exception) when (Note("filter " + exception.Message + " "))
        {
            s_log += "handler";
        }
    }

    private static bool Note(string text)
    {
        s_log += text;
        return true;
    }

    private static void Rethrow()
    {
        try
        {
            try
            {
                throw new Exception("r");
            }
            catch (Exception)
            {
                s_log += "first ";
                throw;
            }
        }
        catch (Exception exception)
        {
            s_log += "second " + exception.Message;
        }
    }

    private static void FromCatch()
    {
        try
        {
            throw new Exception("one");
        }
        catch (Exception exception)
        {
            throw new Exception("two after " + exception.Message);
        }
        finally
        {
            s_log += "finally";
        }
    }

    private static void FromFinally()
    {
        try
        {
            throw new Exception("lost");
        }
        finally
        {
            Thrower("won");
        }
    }

    private static void Thrower(string message) => throw new Exception(message);

    private static void FilterThrows()
    {
        try
        {
            try
            {
                throw new Exception("original");
            }
            catch (Exception) when (BadFilter())
            {
                s_log += "not here";
            }
        }
        catch (Exception exception)
        {
            s_log += exception.Message;
        }
    }

    private static bool BadFilter()
    {
        try
        {
            throw new FormatException("in filter");
        }
        finally
        {
            s_log += "filter's finally ";
        }
    }

    private static int Deep(int depth)
    {
        if (depth == 0)
            throw new Exception("bottom");
        try
        {
            return Deep(depth - 1) + 1;
        }
        finally
        {
            if (depth % 25 == 0)
                s_log += depth + " ";
        }
    }

    private sealed class Resource(string name) : IDisposable
    {
        public void Dispose() => s_log += "disposed " + name + " ";
    }

    private static void Using()
    {
        using var a = new Resource("a");
        using var b = new Resource("b");
        throw new Exception("using");
    }

    private static void Loop()
    {
        var caught = 0;
        for (var i = 0; i < 1000; i++)
        {
            try
            {
                if (i % 2 == 0)
                    throw new Exception();
            }
            catch (Exception)
            {
                caught++;
                continue;
            }
        }
        s_log += caught;
    }

    private static int ReturnThroughFinally()
    {
        s_log = "";
        try
        {
            return 5;
        }
        finally
        {
            s_log = " finally ran";
        }
    }
}
