// For memfd_create and pipe2.
#define _GNU_SOURCE

#include "worker_channel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <descriptors.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif
#ifndef MSG_CMSG_CLOEXEC
#define MSG_CMSG_CLOEXEC 0
#endif

static int raise_both(int ends[2]) {
  for (int i = 0; i < 2; i++) {
    ends[i] = descriptors_lift(ends[i], worker_channel_lowest);
    if (ends[i] < 0) {
      const int error = errno;
      close(ends[1 - i]);
      return error;
    }
  }
  return 0;
}

int worker_channel_open(int sockets[2]) {
#ifdef SOCK_CLOEXEC
  const int kind = SOCK_STREAM | SOCK_CLOEXEC;
#else
  const int kind = SOCK_STREAM;
#endif
  if (socketpair(AF_UNIX, kind, 0, sockets) != 0) return errno;
  const int error = raise_both(sockets);
#ifdef SO_NOSIGPIPE
  const int on = 1;
  for (int i = 0; i < 2 && error == 0; i++) setsockopt(sockets[i], SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
  return error;
}

int worker_channel_open_pipe(int ends[2]) {
#ifdef __linux__
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
#else
  if (pipe(ends) != 0) return errno;
#endif
  return raise_both(ends);
}

int worker_channel_open_spool(int *descriptor) {
#ifdef __linux__
  *descriptor = descriptors_lift(memfd_create("imgprep", MFD_CLOEXEC), worker_channel_lowest);
#else
  char path[] = "/tmp/imgprep-XXXXXX";
  const int file = mkstemp(path);
  if (file >= 0) unlink(path);
  *descriptor = descriptors_lift(file, worker_channel_lowest);
#endif
  return *descriptor < 0 ? errno : 0;
}

double worker_channel_now(void) { return descriptors_now(); }

int worker_channel_send(int socket, const void *bytes, size_t count, int descriptor, double deadline) {
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control;
  const char *next = bytes;
  while (count > 0) {
    int error = 0;
    if (deadline >= 0 && (error = descriptors_wait(socket, POLLOUT, deadline)) != 0) return error;
    struct iovec part = {(void *)(uintptr_t)next, count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
      memset(&control, 0, sizeof control);
      message.msg_control = control.room;
      message.msg_controllen = sizeof control.room;
      struct cmsghdr *header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof(int));
      memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
    }
    const ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL | (deadline >= 0 ? MSG_DONTWAIT : 0));
    if (sent < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) continue;
    if (sent < 0) return errno;
    descriptor = -1;  // sent with the first part
    next += sent;
    count -= (size_t)sent;
  }
  return 0;
}

bool worker_channel_is_quiet(int socket) {
  struct pollfd waiting = {.fd = socket, .events = POLLIN};
  int ready;
  do ready = poll(&waiting, 1, 0);
  while (ready < 0 && errno == EINTR);
  return ready == 0;
}

// Keeps the first received descriptor, and closes others.
static void take_descriptors(struct msghdr *message, int *descriptor) {
  for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL; header = CMSG_NXTHDR(message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const size_t size = header->cmsg_len - CMSG_LEN(0);
    for (size_t at = 0; at + sizeof(int) <= size; at += sizeof(int)) {
      int received;
      memcpy(&received, CMSG_DATA(header) + at, sizeof received);
      if (*descriptor < 0)
        *descriptor = received;
      else
        close(received);
    }
  }
}

int worker_channel_receive(int socket, void *bytes, size_t count, double deadline, int *descriptor) {
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(4 * sizeof(int))];
  } control;
  char *next = bytes;
  *descriptor = -1;
  int error = 0;
  while (count > 0 && error == 0) {
    if (deadline >= 0 && (error = descriptors_wait(socket, POLLIN, deadline)) != 0) break;
    struct iovec part = {next, count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room,
                             .msg_controllen = sizeof control.room};
    // Out-of-band data make a socket ready although it has nothing to receive. A call that waits would wait for ever.
    const int flags = MSG_CMSG_CLOEXEC | (deadline >= 0 ? MSG_DONTWAIT : 0);
    const ssize_t received = recvmsg(socket, &message, flags);
    if (received < 0 && errno == EINTR) continue;
    if (received < 0) {
      error = errno;
      break;
    }
    take_descriptors(&message, descriptor);
    if (received == 0) error = EPIPE;
    next += received;
    count -= (size_t)received;
  }
  if (error != 0 && *descriptor >= 0) {
    close(*descriptor);
    *descriptor = -1;
  }
  return error;
}
