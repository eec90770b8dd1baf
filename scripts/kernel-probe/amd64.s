# Makes the system calls that are written to its standard input; src/kernel/probe/calls.ts writes them.
# A call is 96 bytes: number, six arguments, where the low 32 bits of the result go, an errno that is as good as success,
# whether it is made after a failure too, and address and length of its name. A negative number ends the list.
# Exits with the first errno, whose call it names on standard error, or with 0.
.intel_syntax noprefix
.globl _start
_start:
        mov     r14d, 0x10000000
        mov     rbx, r14
read_all:
        xor     edi, edi
        mov     rsi, r14
        mov     edx, 0x10000
        xor     eax, eax                # read
        syscall
        test    rax, rax
        jle     all_read
        add     r14, rax
        jmp     read_all
all_read:
        xor     r13d, r13d              # the first errno
next:
        mov     rax, [rbx]
        test    rax, rax
        js      end
        test    r13d, r13d
        jz      call
        cmp     qword ptr [rbx+72], 0
        je      skip
call:
        mov     rdi, [rbx+8]
        mov     rsi, [rbx+16]
        mov     rdx, [rbx+24]
        mov     r10, [rbx+32]
        mov     r8, [rbx+40]
        mov     r9, [rbx+48]
        syscall
        mov     rdx, [rbx+56]
        mov     [rdx], eax
        cmp     rax, -4095
        jb      skip                    # not an error
        test    r13d, r13d
        jnz     skip
        neg     eax
        cmp     eax, [rbx+64]
        je      skip
        mov     r13d, eax
        cmp     eax, 255                # of errnos that only the kernel knows, an exit code would keep the low bits
        jbe     tell
        mov     r13d, 255
tell:
        mov     edi, 2
        mov     rsi, [rbx+80]
        mov     rdx, [rbx+88]
        mov     eax, 1                  # write
        syscall
skip:
        add     rbx, 96
        jmp     next
end:
        mov     edi, r13d
        mov     eax, 231                # exit_group
        syscall
