/* The program of a pod's sandbox: keeps its namespaces, and reaps what a shared process namespace leaves to it. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void leave(int signal) { (void)signal; _exit(0); }
static void reap(int signal) { (void)signal; while (waitpid(-1, 0, WNOHANG) > 0) ; }

int main(int count, char **words) {
  /* As the upstream one: kubeadm runs a pod of it before an upgrade, with this word, and waits a minute for its end. */
  for (int i = 1; i < count; i++) if (strcmp(words[i], "-v") == 0) return 0;
  signal(SIGINT, leave);
  signal(SIGTERM, leave);
  signal(SIGCHLD, reap);
  for (;;) pause();
}
