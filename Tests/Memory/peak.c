// Runs a program and writes its peak of resident memory, in KB, to a file: peak FILE PROGRAM ARGUMENT...
//
// A process of its own, and a small one: until the program takes its place, the child has the memory of its parent,
// which Linux counts.
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **arguments) {
  if (count < 3) return 64;
  const pid_t child = fork();
  if (child == 0) {
    execv(arguments[2], arguments + 2);
    _exit(127);
  }
  int status;
  struct rusage usage;
  FILE *file = fopen(arguments[1], "w");
  if (child < 0 || file == NULL || wait4(child, &status, 0, &usage) < 0) return 71;
  fprintf(file, "%ld\n", usage.ru_maxrss);
  fclose(file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
