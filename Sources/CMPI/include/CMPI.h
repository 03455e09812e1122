#pragma once

#include <stdint.h>

/// Joins the processes that were started together; gives this one's number and how many there are. 0 when done.
int cmpi_begin(int *rank, int *count);

/// Ends the process's part: all wait for each other where the code is 0, and all are ended otherwise.
void cmpi_end(int code);

/// Waits for all processes, and lets numbers begin at 0 again.
void cmpi_restart(void);

/// The next number that no process has got, from 0 on.
int64_t cmpi_next(void);

/// Gives the first process how many bytes each has; `sizes` is not used elsewhere.
void cmpi_sizes(int64_t own, int64_t *sizes);

/// Gives the first process the bytes of all, one after the other in the order of their numbers; `all` and `sizes` are not
/// used elsewhere.
void cmpi_gather(const void *bytes, int64_t size, void *all, const int64_t *sizes);
