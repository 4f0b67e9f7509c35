// What Linux itself does most, timed from a process: system call, first touch of a page, pipes, fork, exec.
#define _GNU_SOURCE
#include "bench.h"
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long get_pid(long count)
{
    for (long i = 0; i < count; i++)
        syscall(SYS_getpid);
    return 0;
}

static long touch_pages(long count)
{
    char *pages = mmap(0, count * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (long i = 0; i < count; i++)
        pages[i * 4096] = 1;
    return munmap(pages, count * 4096);
}

static long pass(int in, int out, long count, int first)
{
    char byte = 0;
    if (first && write(out, &byte, 1) != 1)
        return 1;
    for (long i = 0; i < count; i++)
        if (read(in, &byte, 1) != 1 || write(out, &byte, 1) != 1)
            return 1;
    return 0;
}

static long ping_pong(long count)
{
    int there[2], back[2];
    if (pipe(there) != 0 || pipe(back) != 0)
        return 1;
    int child = fork();
    if (child == 0)
        _exit(pass(there[0], back[1], count, 0));
    long result = pass(back[0], there[1], count, 1);
    waitpid(child, 0, 0);
    for (int i = 0; i < 2; i++) {
        close(there[i]);
        close(back[i]);
    }
    return result;
}

static long fork_and_wait(long count)
{
    for (long i = 0; i < count; i++) {
        int child = fork();
        if (child == 0)
            _exit(0);
        waitpid(child, 0, 0);
    }
    return 0;
}

// The new program is this one, which ends at once when it finds "leave".
static long fork_and_exec(long count)
{
    for (long i = 0; i < count; i++) {
        int child = fork(), status;
        if (child == 0) {
            execl("/proc/self/exe", "bench", "leave", (char *)0);
            _exit(1);
        }
        if (waitpid(child, &status, 0) != child || status != 0)
            return 1;
    }
    return 0;
}

const struct workload calling[] = {
    { "calls", "getpid", "us", 1e6, 2000, get_pid, 0, 60 },
    { "calls", "page", "us", 1e6, 200, touch_pages, 0, 60 },
    { "calls", "pipes", "us", 1e6, 100, ping_pong, 0, 60 },
    { "calls", "fork", "us", 1e6, 4, fork_and_wait, 0, 60 },
    { "calls", "exec", "us", 1e6, 2, fork_and_exec, 0, 60 },
    { 0 },
};
