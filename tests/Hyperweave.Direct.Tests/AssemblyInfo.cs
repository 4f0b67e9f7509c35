using Xunit;

// A direct guest has fixed addresses in the process: there is room for one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
