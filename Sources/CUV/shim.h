#pragma once
#include <malloc.h>
#include <uv.h>
#include <sys/socket.h>

// Declared here because glibc shows them to _GNU_SOURCE only, which Swift's Glibc does not define.
extern int pthread_setname_np(pthread_t thread, const char *name);
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
