/// What this package says to OpenBLAS, which GSL computes with.
#pragma once

/// How many threads OpenBLAS starts when it is loaded: as many as OPENBLAS_NUM_THREADS says, or one.
///
/// OpenBLAS asks this function of its own before it starts threads, and a program's definition takes the place of a library's.
/// One thread is right here, since the package's own threads are busy; and where memory is limited (`ulimit -v`), starting
/// several never ends.
int openblas_num_threads_env(void);

/// How many threads OpenBLAS works with.
int openblas_get_num_threads(void);
