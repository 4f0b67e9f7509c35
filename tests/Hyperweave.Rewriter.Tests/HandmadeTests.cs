using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace Hyperweave.Rewriting.Tests;

/// <summary>IL that the C# compiler does not write: made out of a case with Cecil, rewritten, and run.</summary>
public class HandmadeTests
{
    private const string Source = """
        using Hyperweave.Guest;
        public static class Kernel
        {
            public static void Main()
            {
                Tail();
                Sections(1);
            }

            private static void Tail() => Cpu.Cli();

            private static void Sections(int kind)
            {
                if (kind == 1)
                {
                    Cpu.Cli();
                    Port.Out8(0x84, (byte)kind);
                    Cpu.Sti();
                }

                Port.Out8(0x85, (byte)kind);
            }
        }
        """;

    [Theory]
    [InlineData(Improvements.None)]
    [InlineData(Improvements.All)]
    public void A_tail_call_of_an_operation_stays_one(Improvements improvements)
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(new RewriterCase("Handmade", Source)) with { Improvements = improvements };
        Change(options.InputPath, "Tail", body => body.Instructions.Insert(0, Instruction.Create(OpCodes.Tail)));
        Assert.True(Rewriter.Rewrite(options).Success);
        Assert.Equal("out:84:1! out:85:1", KernelRunner.Run(options.OutputPath, workspace.Guest).Observed);
        using var written = AssemblyDefinition.ReadAssembly(options.OutputPath);
        Assert.Equal(Code.Tail, Method(written, "Tail").Body.Instructions[0].OpCode.Code);
    }

    /// <summary>A fault block: like finally, but only when an exception passes (ECMA-335 I.12.4.2). C# has it in iterators only.</summary>
    [Theory]
    [InlineData(Improvements.None)]
    [InlineData(Improvements.All)]
    public void A_fault_handler_stays_around_what_has_grown(Improvements improvements)
    {
        using var workspace = new Workspace();
        var options = workspace.Compile(new RewriterCase("Handmade", Source)) with { Improvements = improvements };
        Change(options.InputPath, "Sections", AddFault);
        Assert.True(Rewriter.Rewrite(options).Success);
        Assert.Equal("out:84:1! out:85:1", KernelRunner.Run(options.OutputPath, workspace.Guest).Observed);
        using var written = AssemblyDefinition.ReadAssembly(options.OutputPath);
        var handler = Method(written, "Sections").Body.ExceptionHandlers.Single(one => one.HandlerType == ExceptionHandlerType.Fault);
        Assert.Equal(OpCodes.Endfinally, handler.HandlerStart.OpCode);
        Assert.Equal(handler.TryEnd, handler.HandlerStart);
    }

    /// <summary>try { all but the return } fault { }.</summary>
    private static void AddFault(MethodBody body)
    {
        var last = body.Instructions[^1];
        var leave = Instruction.Create(OpCodes.Leave_S, last);
        var handler = Instruction.Create(OpCodes.Endfinally);
        body.Instructions.Insert(body.Instructions.Count - 1, leave);
        body.Instructions.Insert(body.Instructions.Count - 1, handler);
        body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Fault)
        {
            TryStart = body.Instructions[0], TryEnd = handler, HandlerStart = handler, HandlerEnd = last,
        });
    }

    private static void Change(string path, string method, Action<MethodBody> change)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path, new ReaderParameters { InMemory = true });
        change(Method(assembly, method).Body);
        assembly.Write(path);
        File.Delete(Path.ChangeExtension(path, ".pdb"));
    }

    private static MethodDefinition Method(AssemblyDefinition assembly, string name) =>
        assembly.MainModule.GetType("Kernel").Methods.Single(method => method.Name == name);
}
