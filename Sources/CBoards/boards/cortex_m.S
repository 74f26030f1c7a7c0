/* SPDX-License-Identifier: 0BSD
 *
 * Any Cortex-M, in the instructions of the smallest: vectors, faults, semihosting, marks. */

    .syntax unified
    .thumb

    .section .vectors, "a"
    .word board_stack_top
    .word board_start
    .rept 14                    /* NMI, the faults, SVC, PendSV, SysTick */
    .word board_fault
    .endr

    .macro function name
    .section .text.\name, "ax"
    .balign 4
    .global \name
    .type \name, %function
    .thumb_func
\name:
    .endm

    /* The stack may be the fault: nothing is pushed. */
    function board_fault
    movs r0, #0x20              /* SYS_EXIT_EXTENDED */
    ldr r1, =board_fault_arguments
    bkpt #0xAB
    b .
    .pool

    .section .rodata.board_fault, "a"
    .balign 4
board_fault_arguments:
    .word 0x20026, 99           /* application exit, BOARD_FAULT */

    function board_semihost
    bkpt #0xAB
    bx lr

    function board_begin
    mov r0, sp
    bx lr

    function board_end
    bx lr
