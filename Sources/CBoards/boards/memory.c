/* SPDX-License-Identifier: 0BSD
 *
 * The functions that a compiler may call in any program, also one without a C library. */

#include <stddef.h>

void *memcpy(void *restrict target, const void *restrict source, size_t count);
void *memmove(void *target, const void *source, size_t count);
void *memset(void *target, int value, size_t count);
int memcmp(const void *left, const void *right, size_t count);

/* Else the compiler recognises each loop as the function that it is the body of, and calls it. */
#define AS_WRITTEN __attribute__((optimize("no-tree-loop-distribute-patterns"), used))

AS_WRITTEN void *memcpy(void *restrict target, const void *restrict source, size_t count)
{
    unsigned char *to = target;
    const unsigned char *from = source;

    for (; count > 0; count--) {
        *to++ = *from++;
    }
    return target;
}

AS_WRITTEN void *memmove(void *target, const void *source, size_t count)
{
    unsigned char *to = target;
    const unsigned char *from = source;

    if (to < from) {
        return memcpy(target, source, count);
    }
    while (count > 0) {
        count--;
        to[count] = from[count];
    }
    return target;
}

AS_WRITTEN void *memset(void *target, int value, size_t count)
{
    unsigned char *to = target;

    for (; count > 0; count--) {
        *to++ = (unsigned char)value;
    }
    return target;
}

AS_WRITTEN int memcmp(const void *left, const void *right, size_t count)
{
    const unsigned char *a = left;
    const unsigned char *b = right;

    for (; count > 0; count--, a++, b++) {
        if (*a != *b) {
            return (*a < *b) ? -1 : 1;
        }
    }
    return 0;
}
