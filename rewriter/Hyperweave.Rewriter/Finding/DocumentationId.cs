using System.Text;
using Mono.Cecil;

namespace Hyperweave.Rewriting.Finding;

/// <summary>
/// Doc-comment ids of methods and other members (C# specification, annex D.4.2), without resolving references: the same string that Roslyn
/// and Cecil's rocks give for the definition.
/// </summary>
internal static class DocumentationId
{
    public static string Of(MethodReference method)
    {
        var element = method.GetElementMethod();
        var text = Member("M:", element);
        if (element.HasGenericParameters)
            text.Append("``").Append(element.GenericParameters.Count);
        AppendParameters(text, element.Parameters);
        if (element.Name is "op_Implicit" or "op_Explicit")
            AppendType(text.Append('~'), element.ReturnType);
        return text.ToString();
    }

    public static string Of(PropertyDefinition property)
    {
        var text = Member("P:", property);
        AppendParameters(text, property.Parameters);
        return text.ToString();
    }

    public static string Of(FieldDefinition field) => Member("F:", field).ToString();

    public static string Of(EventDefinition @event) => Member("E:", @event).ToString();

    private static StringBuilder Member(string kind, MemberReference member)
    {
        var text = new StringBuilder(kind);
        AppendType(text, member.DeclaringType.GetElementType());
        return text.Append('.').Append(member.Name.Replace('.', '#').Replace('<', '{').Replace('>', '}'));
    }

    private static void AppendParameters(StringBuilder text, ICollection<ParameterDefinition> parameters)
    {
        if (parameters.Count == 0)
            return;
        var separator = '(';
        foreach (var parameter in parameters)
        {
            text.Append(separator);
            AppendType(text, parameter.ParameterType);
            separator = ',';
        }

        text.Append(')');
    }

    private static void AppendType(StringBuilder text, TypeReference type)
    {
        switch (type)
        {
            case GenericParameter parameter:
                text.Append(parameter.Type == GenericParameterType.Method ? "``" : "`").Append(parameter.Position);
                break;
            case ArrayType array:
                AppendType(text, array.ElementType);
                text.Append(array.IsVector ? "[]" : $"[{string.Join(',', Enumerable.Repeat("0:", array.Rank))}]");
                break;
            case ByReferenceType reference:
                AppendType(text, reference.ElementType);
                text.Append('@');
                break;
            case PointerType pointer:
                AppendType(text, pointer.ElementType);
                text.Append('*');
                break;
            case IModifierType modified:
                AppendType(text, modified.ElementType);
                break;
            case FunctionPointerType function:
                AppendFunctionPointer(text, function);
                break;
            case GenericInstanceType instance:
                AppendNamed(text, instance.ElementType, instance.GenericArguments);
                break;
            default:
                AppendNamed(text, type, null);
                break;
        }
    }

    private static void AppendNamed(StringBuilder text, TypeReference type, IList<TypeReference>? arguments)
    {
        var outerArity = 0;
        if (type.DeclaringType is { } outer)
        {
            outerArity = arguments is null ? 0 : outer.GenericParameters.Count;
            AppendNamed(text, outer, arguments?.Take(outerArity).ToList());
            text.Append('.');
        }
        else if (type.Namespace.Length != 0)
        {
            text.Append(type.Namespace).Append('.');
        }

        var tick = type.Name.LastIndexOf('`');
        if (arguments is null || tick < 0)
        {
            text.Append(type.Name);
            return;
        }

        text.Append(type.Name, 0, tick);
        AppendArguments(text, arguments.Skip(outerArity));
    }

    private static void AppendArguments(StringBuilder text, IEnumerable<TypeReference> arguments)
    {
        var separator = '{';
        foreach (var argument in arguments)
        {
            text.Append(separator);
            AppendType(text, argument);
            separator = ',';
        }

        text.Append('}');
    }

    /// <summary>Roslyn has no spelling for function pointers; this one only has to differ from every row's key.</summary>
    private static void AppendFunctionPointer(StringBuilder text, FunctionPointerType function)
    {
        text.Append("=FUNC:");
        AppendType(text, function.ReturnType);
        AppendParameters(text, function.Parameters);
    }
}
