// What a process sees of single steps, breakpoints and alignment checks, one line each: by PTRACE_SINGLESTEP, by its own RFLAGS.TF,
// by debug registers (POKEUSER), by RFLAGS.AC. Static, so that the same instructions run on the host and in the machine; the lines must be equal.
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/reg.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define TRAP "pushfq; orl $0x100, (%rsp); popfq;"
#define NO_TRAP "pushfq; andl $~0x100, (%rsp); popfq;"

// RDI: two writable pages, of which the second has not been touched; R8 to R11, RAX to RDX and flags may change.
#define BLOCKS(X) \
    X(nops, "nop; nop; lea 1(%rax), %rcx; add %rcx, %rax;") \
    X(jumps, "cmp %eax, %eax; jne 1f; je 1f; nop; 1: jmp 2f; nop; 2: mov $3, %ecx; 3: loop 3b;") \
    X(calls, "call 1f; jmp 2f; 1: ret; 2: lea 3f(%rip), %rax; push %rax; ret; 3: nop;") \
    X(copies, "push %rsi; mov %rdi, %r8; mov %rdi, %rsi; add $64, %rdi; mov $5, %ecx; rep movsb; xor %ecx, %ecx; rep stosb; mov $1, %ecx; rep stosb; mov %r8, %rdi; pop %rsi; nop;") \
    X(compares, "push %rsi; mov %rdi, %r8; lea 128(%rdi), %rsi; movb $1, 2(%rsi); mov $9, %ecx; repe cmpsb; mov %r8, %rdi; mov $4, %ecx; mov $7, %al; repne scasb; mov %r8, %rdi; pop %rsi;") \
    X(stack_segment, "mov %ss, %eax; mov %eax, %ss; nop; nop; nop;") \
    X(far_stack, "mov %rsp, %r8; mov %edi, (%rdi); mov %ss, 4(%rdi); lss (%rdi), %esp; nop; nop; mov %r8, %rsp; nop;") \
    X(flags, "pushfq; pop %rax; and $0x100, %eax; pushfq; popfq; nop;") \
    X(call_kernel, "push %rdi; push %rsi; mov $186, %eax; syscall; nop; mov $186, %eax; syscall; pop %rsi; pop %rdi; nop;") \
    X(identity, "push %rbx; xor %eax, %eax; cpuid; rdtsc; pop %rbx; nop;") \
    X(first_touch, "movb $1, 4096(%rdi); movb 4097(%rdi), %al; nop;") \
    X(vectors, "movups %xmm0, (%rdi); paddb (%rdi), %xmm0; fld1; fstp %st(0); xorps %xmm0, %xmm0; nop;") \
    X(locked, "lock incl (%rdi); xchg %eax, (%rdi); lock cmpxchg8b (%rdi); push (%rdi); pop 8(%rdi); enter $16, $0; leave;")

#define WRITE(name, code) \
    __asm__(".text; .globl " #name "_entry, " #name "_start, " #name "_end; " #name "_entry: " #name "_start: " code #name "_end: nop; nop; ret;" \
            ".globl " #name "_self, " #name "_own; " #name "_self: " TRAP #name "_own: " code NO_TRAP "ret;");
BLOCKS(WRITE)
#define DECLARE(name, code) extern char name##_entry[], name##_start[], name##_end[], name##_self[], name##_own[];
BLOCKS(DECLARE)

struct block { const char *name; char *entry, *end, *self, *own; };
#define ROW(name, code) { #name, name##_entry, name##_end, name##_self, name##_own },
static const struct block blocks[] = { BLOCKS(ROW) };
#define COUNT(array) (sizeof array / sizeof *array)

static char *pages;

static void run(const char *code)
{
    __asm__ volatile("sub $128, %%rsp; call *%0; add $128, %%rsp" : : "r"(code), "D"(pages) : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "xmm0", "memory", "cc");
}

static void fresh_pages(void)
{
    if (pages) munmap(pages, 8192);
    pages = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    memset(pages, 0, 4096);
}

static pid_t start_child(void (*body)(int), int argument)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        body(argument);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    return child;
}

static long rip_of(pid_t child) { return ptrace(PTRACE_PEEKUSER, child, offsetof(struct user_regs_struct, rip), 0); }
static void run_block(int number) { run(blocks[number].entry); }

static unsigned arithmetic(unsigned seed)
{
    for (int i = 0; i < 300; i++) seed = seed * 1664525u + 1013904223u + (seed >> 7 ^ i);
    return seed;
}
static void run_arithmetic(int seed) { _exit(arithmetic(seed) & 127); }

// Every stop of a block, as offsets.
static void step_block(int number)
{
    const struct block *block = &blocks[number];
    pid_t child = start_child(run_block, number);
    int status, shown = 0;
    printf("step %s:", block->name);
    for (int steps = 0; steps < 2000 && shown < 60; steps++) {
        ptrace(PTRACE_SINGLESTEP, child, 0, 0);
        waitpid(child, &status, 0);
        if (!WIFSTOPPED(status)) break;
        long at = rip_of(child) - (long)block->entry;
        if (at < 0 || at > block->end - block->entry) continue;
        printf(" %ld", at);
        shown++;
    }
    printf(" signal %d\n", WIFSTOPPED(status) ? WSTOPSIG(status) : 0);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
}

static void step_all(void)
{
    pid_t child = start_child(run_arithmetic, 42);
    int status, steps = 0;
    while (ptrace(PTRACE_SINGLESTEP, child, 0, 0) == 0 && waitpid(child, &status, 0) == child && WIFSTOPPED(status)) steps++;
    printf("steps to the end: %d, status %d\n", steps, WEXITSTATUS(status));
}

static struct { long rip; int code; } traps[64];
static volatile int trap_count;

static void on_trap(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    if (trap_count < 64) {
        traps[trap_count].rip = ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
        traps[trap_count].code = info->si_code;
        trap_count++;
    }
}

static void step_self(int number)
{
    trap_count = 0;
    run(blocks[number].self);
    printf("own steps %s:", blocks[number].name);
    for (int i = 0; i < trap_count; i++) printf(" %ld", traps[i].rip - (long)blocks[number].own);
    printf(" code %d\n", trap_count ? traps[0].code : 0);
}

// Debug registers: RDI + 64 is watched.
#define ACCESSES(X) \
    X(store, "movl $1, 64(%rdi); nop; movl $1, 60(%rdi); nop; movl $1, 68(%rdi); nop; movb $1, 67(%rdi); nop;") \
    X(load, "movl 64(%rdi), %eax; nop; movq 57(%rdi), %rax; nop; movq 56(%rdi), %rax; nop;") \
    X(update, "incl 64(%rdi); nop; lock incl 64(%rdi); nop; xchg %eax, 64(%rdi); nop; push 64(%rdi); nop; pop %rax; nop;") \
    X(across, "movq %rax, 61(%rdi); nop; movups %xmm0, 52(%rdi); nop; movups %xmm0, 48(%rdi); nop;") \
    X(fill, "mov %rdi, %r8; add $60, %rdi; mov $12, %ecx; rep stosb; mov %r8, %rdi; nop;") \
    X(push, "mov %rsp, %r8; lea 72(%rdi), %rsp; push %rax; nop; mov %r8, %rsp; nop;")
#define WRITE_ACCESS(name, code) __asm__(".text; .globl touch_" #name "; touch_" #name ": " code "ret;");
ACCESSES(WRITE_ACCESS)
#define DECLARE_ACCESS(name, code) extern char touch_##name[];
ACCESSES(DECLARE_ACCESS)
static const struct { const char *name; char *code; } touches[] = {
#define ROW_ACCESS(name, code) { #name, touch_##name },
    ACCESSES(ROW_ACCESS)
};
static void run_touch(int number) { run(touches[number].code); }

static long poke(pid_t child, int number, long value)
{
    return ptrace(PTRACE_POKEUSER, child, offsetof(struct user, u_debugreg) + number * sizeof(long), value);
}

static void stops_at_breakpoints(pid_t child, long base)
{
    int status, count = 0;
    for (; count < 40; count++) {
        ptrace(PTRACE_CONT, child, 0, 0);
        waitpid(child, &status, 0);
        if (!WIFSTOPPED(status)) break;
        long causes = ptrace(PTRACE_PEEKUSER, child, offsetof(struct user, u_debugreg) + 6 * sizeof(long), 0);
        printf(" %ld/%lx", rip_of(child) - base, causes & 0xF);
        poke(child, 6, 0);
    }
    printf(" end %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
}

static void watch_data(int number, int kind, int length)
{
    pid_t child = start_child(run_touch, number);
    long encoded = length == 8 ? 2 : length - 1;
    printf("watch %s, kind %d, %d bytes:", touches[number].name, kind, length);
    if (poke(child, 0, (long)pages + 64) || poke(child, 7, 1 | (kind | encoded << 2) << 16)) printf(" refused");
    stops_at_breakpoints(child, (long)touches[number].code);
}

static void break_on_instruction(int number)
{
    pid_t child = start_child(run_block, number);
    printf("break in %s:", blocks[number].name);
    if (poke(child, 0, (long)blocks[number].entry) || poke(child, 1, (long)blocks[number].end) || poke(child, 7, 1 | 4)) printf(" refused");
    stops_at_breakpoints(child, (long)blocks[number].entry);
}

// Alignment: RDI is misaligned by one, two or four; RSI points at a page that is not there.
#define ALIGNMENT(X) \
    X(word, "movw (%rdi), %ax;") X(dword, "movl (%rdi), %eax;") X(qword, "movq (%rdi), %rax;") X(store, "movl %eax, (%rdi);") X(add, "addl $1, (%rdi);") \
    X(byte, "movb (%rdi), %al;") X(push, "mov %rsp, %r8; lea 64(%rdi), %rsp; push %rax; mov %r8, %rsp;") X(pop, "mov %rsp, %r8; mov %rdi, %rsp; pop %rax; mov %r8, %rsp;") \
    X(movsq, "movsq;") X(stosd, "stosl;") X(movups, "movups (%rdi), %xmm0;") X(movupd_store, "movupd %xmm0, (%rdi);") X(lddqu, "lddqu (%rdi), %xmm0;") X(movaps, "movaps (%rdi), %xmm0;") \
    X(movq_vector, "movq (%rdi), %xmm0;") X(movss, "movss (%rdi), %xmm0;") X(movsd, "movsd (%rdi), %xmm0;") X(paddb, "paddb (%rdi), %xmm0;") X(mmx, "movq (%rdi), %mm0; emms;") \
    X(fld_single, "fninit; flds (%rdi); fstp %st(0);") X(fld_double, "fninit; fldl (%rdi); fstp %st(0);") X(fld_extended, "fninit; fldt (%rdi); fstp %st(0);") X(fild_word, "fninit; filds (%rdi); fstp %st(0);") \
    X(fbld, "fninit; fbld (%rdi); fstp %st(0);") X(fstenv, "fninit; fnstenv (%rdi);") X(fsave, "fninit; fnsave (%rdi);") X(fldcw, "fnstcw (%rdi);") X(fxsave, "fxsave (%rdi);") X(mxcsr, "stmxcsr (%rdi);") \
    X(cmpxchg8b, "cmpxchg8b (%rdi);") X(cmpxchg16b, "cmpxchg16b (%rdi);") X(bit_test, "mov $1, %eax; bt %eax, (%rdi);") X(xchg, "xchg %eax, (%rdi);") X(segment, "mov %ds, (%rdi);") X(sgdt_like, "movnti %eax, (%rdi);") \
    X(absent, "movl 1(%rsi), %eax;") X(wild, "mov $0x800000000001, %r8; movl (%r8), %eax;") X(read_only, "movl %eax, -8191(%rsi);") X(call, "mov %rsp, %r8; lea 64(%rdi), %rsp; call 1f; 1: mov %r8, %rsp;") \
    X(across_pages, "movl -4098(%rsi), %eax;") X(masked, "mov %rdi, %r8; pxor %xmm1, %xmm1; maskmovdqu %xmm1, %xmm0;") X(movbe, "movbe (%rdi), %eax;") X(crc, "crc32w (%rdi), %eax;") X(lea, "lea (%rdi), %rax;") \
    X(prefetch, "prefetcht0 (%rdi);") X(nop, "nopl (%rdi);") X(pinsrw, "pinsrw $0, (%rdi), %xmm0;") X(pmovzx, "pmovzxbw (%rdi), %xmm0;") X(cvt, "cvtsi2sdl (%rdi), %xmm0;") X(movlps, "movlps (%rdi), %xmm0;") \
    X(vmovups, "vmovups (%rdi), %ymm0;") X(vmovups_half, "vmovups (%rdi), %xmm0;") X(vmovaps, "vmovaps (%rdi), %ymm0;") X(vpaddb, "vpaddb (%rdi), %ymm0, %ymm0;") X(vpaddb_half, "vpaddb (%rdi), %xmm0, %xmm0;") \
    X(vbroadcast, "vbroadcastss (%rdi), %ymm0;") X(vmovsd, "vmovsd (%rdi), %xmm0;") X(vstore, "vmovdqu %ymm0, (%rdi);") X(xgetbv, "xor %ecx, %ecx; xgetbv; xor %eax, %eax;") X(bmi, "andn (%rdi), %eax, %eax;")
#define WRITE_ALIGNED(name, code) __asm__(".text; .globl align_" #name "; align_" #name ": pushfq; orl $0x40000, (%rsp); popfq; " code " pushfq; andl $~0x40000, (%rsp); popfq; ret;");
ALIGNMENT(WRITE_ALIGNED)
#define DECLARE_ALIGNED(name, code) extern char align_##name[];
ALIGNMENT(DECLARE_ALIGNED)
static const struct { const char *name; char *code; } accesses[] = {
#define ROW_ALIGNED(name, code) { #name, align_##name },
    ALIGNMENT(ROW_ALIGNED)
};

static sigjmp_buf retry;
static volatile int fault_signal, fault_code, fault_resumes;

static void on_fault(int signal, siginfo_t *info, void *context)
{
    // RFLAGS.RF, set by faults. Of traps within REP it differs between vendors.
    fault_resumes = ((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL] >> 16 & 1;
    fault_signal = signal;
    fault_code = info->si_code;
    __asm__ volatile("pushfq; andl $~0x40000, (%%rsp); popfq" : : : "memory", "cc");
    siglongjmp(retry, 1);
}

static void check_alignment(int number)
{
    printf("alignment %s:", accesses[number].name);
    char *there = pages + 256, *absent = pages + 3 * 4096;
    for (int shift = 0; shift <= 16; shift = shift ? shift * 2 : 1) {
        fault_signal = fault_code = fault_resumes = 0;
        if (sigsetjmp(retry, 1) == 0)
            __asm__ volatile("sub $128, %%rsp; call *%0; add $128, %%rsp" : : "r"(accesses[number].code), "D"(there + shift), "S"(absent)
                : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "memory", "cc");
        printf(" %d/%d/%d", fault_signal, fault_code, fault_resumes);
        fflush(stdout);
    }
    printf("\n");
}

int main(void)
{
    fresh_pages();
    for (int i = 0; i < (int)COUNT(blocks); i++) step_block(i);
    step_all();
    struct sigaction action = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };
    sigaction(SIGTRAP, &action, 0);
    for (int i = 0; i < (int)COUNT(blocks); i++) {
        if (strcmp(blocks[i].name, "far_stack") != 0) step_self(i);
        fresh_pages();
    }
    for (int i = 0; i < (int)COUNT(touches); i++)
        for (int kind = 1; kind <= 3; kind += 2)
            for (int length = 1; length <= 8; length *= 2) watch_data(i, kind, length);
    for (int i = 0; i < (int)COUNT(blocks); i++) break_on_instruction(i);
    // Page 0 as before, page 1 read-only, page 2 as the first, page 3 absent.
    pages = mmap(0, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    mprotect(pages + 4096, 4096, PROT_READ);
    munmap(pages + 3 * 4096, 4096);
    // Some of them fault with a stack of their own.
    static char stack[65536];
    sigaltstack(&(stack_t){ .ss_sp = stack, .ss_size = sizeof stack }, 0);
    action = (struct sigaction){ .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
    sigaction(SIGBUS, &action, 0);
    sigaction(SIGSEGV, &action, 0);
    for (int i = 0; i < (int)COUNT(accesses); i++) check_alignment(i);
    printf("finished\n");
    return 0;
}
