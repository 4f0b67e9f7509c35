// A Linux of one process: /init in a RAM disk, or a program on the host with the same lines as its output.
#define _GNU_SOURCE
#include "bench.h"
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

// In the order of their names.
static void load_modules(void)
{
    glob_t modules;
    if (glob("/modules/*", 0, 0, &modules) != 0)
        return;
    for (size_t i = 0; i < modules.gl_pathc; i++) {
        int module = open(modules.gl_pathv[i], O_RDONLY);
        if (syscall(SYS_finit_module, module, "", 0) != 0)
            printf("HW fail %s: %m\n", modules.gl_pathv[i]);
        close(module);
    }
}

static void start_system(void)
{
    mount("proc", "/proc", "proc", 0, 0);
    mount("devtmpfs", "/dev", "devtmpfs", 0, 0);
    load_modules();
    // The kernel gives words with an equals sign that it does not know to the first process as its environment.
    char *only = getenv("only");
    if (only) {
        static char word[256];
        snprintf(word, sizeof word, "only=%s", only);
        choose(word);
    }
}

// The host reads how much memory the machine takes.
static void idle(void)
{
    puts("HW idle");
    sleep(1);
}

int main(int count, char **words)
{
    if (count == 2 && strcmp(words[1], "leave") == 0)
        return 0;
    setlinebuf(stdout);
    puts("HW fact program samples/LinuxBench");
    for (int i = 1; i < count; i++)
        choose(words[i]);
    int is_first = getpid() == 1;
    if (is_first) {
        start_system();
        if (is_chosen("idle"))
            idle();
    }
    measure(calling);
    measure(machine);
    if (is_chosen("wake-late-p99"))
        wake_up();
    measure(computing);
    if (is_first && is_chosen("timer-late-p99"))
        take_interrupts();
    puts("HW done");
    if (is_first) {
        sync();
        reboot(RB_POWER_OFF);
    }
    return 0;
}
