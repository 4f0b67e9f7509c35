namespace CoreLibCases;

internal static class Records
{
    private record Person(string Name, int Age);

    private sealed record Student(string Name, int Age, string School) : Person(Name, Age);

    private readonly record struct Point(int X, double Y);

    public static void Run()
    {
        var person = new Person("Ann", 30);
        Console.WriteLine(person + " " + (person == new Person("Ann", 30)) + " " + person.Equals(null) + " " + (person.GetHashCode() == new Person("Ann", 30).GetHashCode()));
        var older = person with { Age = 31 };
        var (name, age) = older;
        Console.WriteLine(older + name + age + (older == person));
        Person student = new Student("Bob", 20, "MIT");
        Console.WriteLine(student + " " + (student == new Person("Bob", 20)));
        var point = new Point(1, 2.5);
        Console.WriteLine(point + " " + (point == new Point(1, 2.5)) + " " + new HashSet<Point> { point, new(1, 2.5), new(2, 2.5) }.Count);
        var people = new Dictionary<Person, string> { [person] = "found" };
        Console.WriteLine(people[new Person("Ann", 30)]);
    }
}
