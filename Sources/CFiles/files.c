// renameat2 and sync_file_range are declared for GNU sources alone, which Swift's view of the C library is not.
#define _GNU_SOURCE

#include "CFiles.h"

#include <fcntl.h>
#include <stdio.h>

int cfiles_exchange(int folder, const char *name, const char *other) {
  return renameat2(folder, name, folder, other, RENAME_EXCHANGE);
}

int cfiles_begin_writing(int file, int64_t offset, int64_t count) {
  return sync_file_range(file, offset, count, SYNC_FILE_RANGE_WRITE);
}
