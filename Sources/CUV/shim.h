#pragma once
#include <malloc.h>
#include <uv.h>
#include <sys/prctl.h>
#include <sys/socket.h>

// Has variable arguments, which Swift does not import.
static inline int lm2_prctl_set_dumpable(int value) { return prctl(PR_SET_DUMPABLE, value, 0, 0, 0); }

// Declared here because glibc shows them to _GNU_SOURCE only, which Swift's Glibc does not define.
extern int pthread_setname_np(pthread_t thread, const char *name);
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
