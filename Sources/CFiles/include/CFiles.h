#pragma once

#include <stdint.h>

/// Exchanges two names of a folder in one step; 0, or -1 with the reason in `errno`. Linux 3.15 and later.
int cfiles_exchange(int folder, const char *name, const char *other);

/// Asks the system to begin to bring bytes of a file to the disk, without waiting for them; 0, or -1 with the reason in `errno`.
int cfiles_begin_writing(int file, int64_t offset, int64_t count);
