// The same as amd64.s.
.globl _start
_start:
        mov     x20, #0x10000000
        mov     x19, x20
read_all:
        mov     x0, #0
        mov     x1, x19
        mov     x2, #0x10000
        mov     x8, #63                 // read
        svc     #0
        cmp     x0, #0
        b.le    all_read
        add     x19, x19, x0
        b       read_all
all_read:
        mov     x21, #0                 // the first errno
next:
        ldr     x8, [x20]
        tbnz    x8, #63, end
        cbz     x21, call
        ldr     x9, [x20, #72]
        cbz     x9, skip
call:
        ldp     x0, x1, [x20, #8]
        ldp     x2, x3, [x20, #24]
        ldp     x4, x5, [x20, #40]
        svc     #0
        ldr     x9, [x20, #56]
        str     w0, [x9]
        cmn     x0, #4095
        b.cc    skip                    // not an error
        cbnz    x21, skip
        neg     x0, x0
        ldr     x9, [x20, #64]
        cmp     x0, x9
        b.eq    skip
        mov     x21, x0
        cmp     x0, #255                // of errnos that only the kernel knows, an exit code would keep the low bits
        b.ls    tell
        mov     x21, #255
tell:
        mov     x0, #2
        ldp     x1, x2, [x20, #80]
        mov     x8, #64                 // write
        svc     #0
skip:
        add     x20, x20, #96
        b       next
end:
        mov     x0, x21
        mov     x8, #94                 // exit_group
        svc     #0
