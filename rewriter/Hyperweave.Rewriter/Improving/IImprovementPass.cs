namespace Hyperweave.Rewriting.Improving;

/// <summary>One improvement, made method by method before the remaining sites are replaced one by one.</summary>
internal interface IImprovementPass
{
    /// <summary>Changes the method's IL where it is certain that nothing but the cost changes, and notes each site that it took or left.</summary>
    void Improve(MethodWork work);
}
