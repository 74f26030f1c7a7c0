/* SPDX-License-Identifier: 0BSD
 *
 * All of <stdio.h> that a self-test needs, so that no C library has to be installed for a target. */
#ifndef TINYSNN_BOARD_STDIO_H
#define TINYSNN_BOARD_STDIO_H

/* A freestanding compiler wants a declaration of main like of any other function. */
int main(void);

/* Writes to the channel: %s, %u, %lu and %lx, zero-padded to a width of one digit as in %08lx. */
__attribute__((format(printf, 1, 2))) int printf(const char *format, ...);

#endif /* TINYSNN_BOARD_STDIO_H */
