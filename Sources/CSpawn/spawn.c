/* In C because glibc declares two of these functions under _GNU_SOURCE alone, without which Swift imports it. */
#define _GNU_SOURCE

#include "CSpawn.h"

#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#ifdef __APPLE__
#include <crt_externs.h>
#endif

/* Since 2.34 glibc can close everything that is not a stream. Before, and in musl, a child inherits what is not marked
 * close-on-exec. The project marks what it opens itself; Foundation on Linux marks nothing, but what it opens here is open
 * for one read or write, and a child that inherits it does not touch it.
 */
#ifdef __GLIBC__
#if __GLIBC_PREREQ(2, 34)
#define CLOSES_THE_REST
#endif
#endif

/* What the child does before it becomes the program. */
static int add_actions(
    posix_spawn_file_actions_t *actions,
    const char *folder,
    const int streams[3]
) {
    int code = 0;
    for (int target = 0; code == 0 && target < 3; target++) {
        code = posix_spawn_file_actions_adddup2(actions, streams[target], target);
    }
    if (code == 0) {
        code = posix_spawn_file_actions_addchdir_np(actions, folder);
    }
#ifdef CLOSES_THE_REST
    if (code == 0) {
        code = posix_spawn_file_actions_addclosefrom_np(actions, 3);
    }
#endif
    return code;
}

static int set_attributes(posix_spawnattr_t *attributes) {
    /* Threads of Dispatch block most signals, and the tool takes SIGINT for itself: neither concerns a child. */
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
#ifdef __APPLE__
    /* Closes everything that no file action names. */
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
    int code = posix_spawnattr_setsigmask(attributes, &none);
    if (code == 0) {
        code = posix_spawnattr_setsigdefault(attributes, &all);
    }
    if (code == 0) {
        code = posix_spawnattr_setpgroup(attributes, 0);
    }
    return code != 0 ? code : posix_spawnattr_setflags(attributes, (short)flags);
}

static char *const *inherited_environment(void) {
#ifdef __APPLE__
    return *_NSGetEnviron();
#else
    return environ;
#endif
}

int c_spawn(
    const char *path,
    char *const arguments[],
    char *const environment[],
    const char *folder,
    const int streams[3],
    pid_t *identifier
) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0) {
        return code;
    }
    code = posix_spawnattr_init(&attributes);
    if (code != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return code;
    }
    code = add_actions(&actions, folder, streams);
    if (code == 0) {
        code = set_attributes(&attributes);
    }
    if (code == 0) {
        char *const *variables = environment != NULL ? environment : inherited_environment();
        code = posix_spawn(identifier, path, &actions, &attributes, arguments, variables);
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}
