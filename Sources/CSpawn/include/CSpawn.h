#ifndef CSPAWN_H
#define CSPAWN_H

#include <sys/types.h>

/* Starts a program as a child with a process group of its own and the default signals.
 *
 * path         the program; absolute, as the child looks it up in its folder
 * arguments    its words, its own name first, ended by a null pointer
 * environment  its variables, ended by a null pointer; a null pointer for those of the caller
 * folder       its working directory
 * streams      the descriptors that become its 0, 1 and 2; each above 2
 * identifier   receives the number of the child
 *
 * Returns 0 or the error of the call that failed. The child has nothing open but its three streams, where
 * the system can be told so; spawn.c says where it cannot.
 */
int c_spawn(
    const char *path,
    char *const arguments[],
    char *const environment[],
    const char *folder,
    const int streams[3],
    pid_t *identifier
);

#endif
