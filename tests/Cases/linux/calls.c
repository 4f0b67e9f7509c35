// What Linux itself does most, timed from a process: system call, first touch of a page, pipes, fork, exec.
// Built static and run as /init's child by tests/linux-figures.sh, under Hyperweave and under QEMU.
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *self;

static double microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static void get_pid(int count)
{
    for (int i = 0; i < count; i++)
        syscall(SYS_getpid);
}

static void touch_pages(int count)
{
    char *pages = mmap(0, count * 4096L, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < count; i++)
        pages[i * 4096L] = 1;
    munmap(pages, count * 4096L);
}

static void ping_pong(int count)
{
    int there[2], back[2];
    char byte = 0;
    if (pipe(there) != 0 || pipe(back) != 0)
        return;
    int child = fork();
    int in = child == 0 ? there[0] : back[0], out = child == 0 ? back[1] : there[1];
    for (int i = 0; i < count; i++) {
        if (child != 0 && write(out, &byte, 1) != 1)
            break;
        if (read(in, &byte, 1) != 1)
            break;
        if (child == 0 && write(out, &byte, 1) != 1)
            break;
    }
    if (child == 0)
        _exit(0);
    waitpid(child, 0, 0);
}

static void fork_and_wait(int count)
{
    for (int i = 0; i < count; i++) {
        int child = fork();
        if (child == 0)
            _exit(0);
        waitpid(child, 0, 0);
    }
}

static void fork_and_exec(int count)
{
    for (int i = 0; i < count; i++) {
        int child = fork();
        if (child == 0) {
            execl(self, self, "leave", (char *)0);
            _exit(1);
        }
        waitpid(child, 0, 0);
    }
}

static void report(const char *name, void (*work)(int), int count)
{
    double start = microseconds();
    work(count);
    printf("%-9s %9.2f us\n", name, (microseconds() - start) / count);
}

int main(int arguments, char **argument)
{
    self = argument[0];
    if (arguments > 1)
        return 0;
    report("getpid", get_pid, 200000);
    report("page", touch_pages, 2000);
    report("pipes", ping_pong, 2000);
    report("fork", fork_and_wait, 100);
    report("exec", fork_and_exec, 50);
    return 0;
}
