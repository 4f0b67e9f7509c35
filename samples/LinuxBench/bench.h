// What a workload is, and how it is timed and told: the lines of docs/compare.md.
#pragma once

struct workload {
    const char *group, *name, *unit;
    double units;                 // in one second
    long operations;              // in one round
    long (*run)(long operations); // gives a check value; -1: not here
    long expected;                // as the native program computes it; 0: nothing to check
    int rounds;
};

extern const struct workload calling[], computing[], machine[];

// How late a timer's interrupt comes, from the kernel's record: for the first process only. And how late a sleeping program wakes up.
void take_interrupts(void);
void wake_up(void);

double seconds(void);
void measure(const struct workload *workloads);

// Words of the kernel's command line: "quick", "only=NAME,NAME".
void choose(const char *word);
int is_chosen(const char *name);
int rounds_of(int full);
