/* SPDX-License-Identifier: 0BSD
 *
 * RV32: reset, traps, semihosting, marks. */

    .option arch, +zicsr

    .macro function name
    .section .text.\name, "ax"
    .balign 4
    .global \name
    .type \name, @function
\name:
    .endm

    .section .vectors, "ax"
    .global board_reset
board_reset:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    la sp, board_stack_top
    la t0, board_fault
    csrw mtvec, t0
    call board_start

    function board_fault
    li a0, 0x20                 /* SYS_EXIT_EXTENDED */
    la a1, board_fault_arguments
    call board_semihost
    j .

    .section .rodata.board_fault, "a"
    .balign 4
board_fault_arguments:
    .word 0x20026, 99           /* application exit, BOARD_FAULT */

    /* The sequence that makes ebreak a call of the debugger: uncompressed, in one page. */
    .option push
    .option norvc
    .section .text.board_semihost, "ax"
    .balign 16
    .global board_semihost
    .type board_semihost, @function
board_semihost:
    slli zero, zero, 0x1f
    ebreak
    srai zero, zero, 0x7
    ret
    .option pop

    function board_begin
    mv a0, sp
    ret

    function board_end
    ret
