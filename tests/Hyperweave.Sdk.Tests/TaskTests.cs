using Hyperweave.Sdk.Tasks;
using Microsoft.Build.Framework;

namespace Hyperweave.Sdk.Tests;

/// <summary>What a task must be to run in another process than the build's, as under Visual Studio.</summary>
public sealed class TaskTests
{
    private static readonly Type[] carried = [typeof(string), typeof(string[]), typeof(bool), typeof(ITaskItem), typeof(ITaskItem[])];

    public static TheoryData<string> Parameters =>
    [
        .. from task in typeof(GuestTask).Assembly.GetExportedTypes()
           where typeof(ITask).IsAssignableFrom(task) && !task.IsAbstract
           from property in task.GetProperties()
           where property.DeclaringType!.Assembly == task.Assembly
           select $"{task.Name}.{property.Name}",
    ];

    /// <summary>The protocol between build and task host carries strings, items, values and arrays of these.</summary>
    [Theory]
    [MemberData(nameof(Parameters))]
    public void A_parameter_goes_through_the_task_host(string parameter)
    {
        var (task, property) = (parameter.Split('.')[0], parameter.Split('.')[1]);
        Assert.Contains(typeof(GuestTask).Assembly.GetType($"Hyperweave.Sdk.Tasks.{task}")!.GetProperty(property)!.PropertyType, carried);
    }
}
