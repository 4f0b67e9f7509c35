using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hyperweave.Image.Compilation;

/// <summary>
/// Looks in the guest's IL for types and members that the guest core library does not have. The ahead-of-time compiler
/// notices some of them too, but only one for each method, without a line, and succeeds all the same.
/// </summary>
public static class ApiCheck
{
    /// <summary>One message for each use, with the guest's file and line where a PDB is found beside the assembly.</summary>
    public static IReadOnlyList<BuildMessage> Run(GuestInputs inputs)
    {
        using var resolver = new GuestAssemblyResolver(inputs);
        return new[] { inputs.Assembly }.Concat(inputs.Libraries).SelectMany(path => CheckAssembly(path, resolver)).Distinct().ToList();
    }

    private static List<BuildMessage> CheckAssembly(string path, GuestAssemblyResolver resolver)
    {
        using var module = GuestModule.Read(path, resolver);
        var missing = new MissingMembers();
        var messages = new List<BuildMessage>();
        foreach (var type in module.GetTypes())
        {
            if (missing.InDeclaration(type) is { } problem)
                messages.Add(At(type.Methods.FirstOrDefault(method => method.HasBody), null, problem));
            foreach (var method in type.Methods.Where(method => method.HasBody))
                messages.AddRange(CheckMethod(method, missing));
        }
        return messages;
    }

    private static IEnumerable<BuildMessage> CheckMethod(MethodDefinition method, MissingMembers missing)
    {
        foreach (var instruction in method.Body.Instructions)
        {
            if (instruction.Operand is MemberReference member && missing.Find(member) is { } problem)
                yield return At(method, instruction, problem);
        }
        foreach (var variable in method.Body.Variables)
        {
            if (missing.Find(variable.VariableType) is { } problem)
                yield return At(method, null, problem);
        }
    }

    private static BuildMessage At(MethodDefinition? method, Instruction? instruction, string problem)
    {
        var text = $"{problem}, which the guest core library does not have";
        var place = SourcePlaces.Of(method, instruction);
        return new BuildMessage(ImageErrorIds.MissingApi, text, place?.Document.Url, place?.StartLine ?? 0, place?.StartColumn ?? 0);
    }
}
