#include "COpenBLAS.h"

#include <stdlib.h>

// Weak, so that a program that has OpenBLAS in itself, and its own definition with it, can be linked.
__attribute__((weak)) int openblas_num_threads_env(void) {
  const char *said = getenv("OPENBLAS_NUM_THREADS");
  int count = said ? atoi(said) : 0;
  return count > 0 ? count : 1;
}
