#include "CMPI.h"

#include <mpi.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Numbers are given by a thread of the first process, so that it answers while it works. It sleeps between looks: a
// waiting receive of MPI would take a core.
enum { ASK = 1, ANSWER = 2, LOOK_EVERY_MICROSECONDS = 500, ROUND = 1 << 26 };

static int own_rank, process_count;
static atomic_int_fast64_t next_number;
static atomic_int is_serving;
static pthread_t server;

static void *serve(void *unused) {
  (void)unused;
  while (atomic_load(&is_serving)) {
    int is_there = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, ASK, MPI_COMM_WORLD, &is_there, &status);
    if (!is_there) {
      usleep(LOOK_EVERY_MICROSECONDS);
      continue;
    }
    MPI_Recv(NULL, 0, MPI_BYTE, status.MPI_SOURCE, ASK, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    int64_t number = atomic_fetch_add(&next_number, 1);
    MPI_Send(&number, 1, MPI_INT64_T, status.MPI_SOURCE, ANSWER, MPI_COMM_WORLD);
  }
  return NULL;
}

int cmpi_begin(int *rank, int *count) {
  int provided = 0;
  if (MPI_Init_thread(NULL, NULL, MPI_THREAD_MULTIPLE, &provided) != MPI_SUCCESS) return 1;
  if (provided != MPI_THREAD_MULTIPLE) return 2;
  MPI_Comm_rank(MPI_COMM_WORLD, &own_rank);
  MPI_Comm_size(MPI_COMM_WORLD, &process_count);
  *rank = own_rank;
  *count = process_count;
  if (own_rank > 0) return 0;
  atomic_store(&is_serving, 1);
  return pthread_create(&server, NULL, serve, NULL) == 0 ? 0 : 3;
}

void cmpi_end(int code) {
  if (code != 0) {
    MPI_Abort(MPI_COMM_WORLD, code);
    return;
  }
  MPI_Barrier(MPI_COMM_WORLD);
  if (own_rank == 0) {
    atomic_store(&is_serving, 0);
    pthread_join(server, NULL);
  }
  MPI_Finalize();
}

void cmpi_restart(void) {
  MPI_Barrier(MPI_COMM_WORLD);
  atomic_store(&next_number, 0);
  MPI_Barrier(MPI_COMM_WORLD);
}

int64_t cmpi_next(void) {
  if (own_rank == 0) return atomic_fetch_add(&next_number, 1);
  int64_t number = 0;
  MPI_Send(NULL, 0, MPI_BYTE, 0, ASK, MPI_COMM_WORLD);
  MPI_Recv(&number, 1, MPI_INT64_T, 0, ANSWER, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return number;
}

void cmpi_sizes(int64_t own, int64_t *sizes) {
  MPI_Gather(&own, 1, MPI_INT64_T, sizes, 1, MPI_INT64_T, 0, MPI_COMM_WORLD);
}

// Counts of Gatherv have 32 bits, and so has where a process's bytes go: they come in rounds, each process's to its own place
// in a buffer of the round, and from there to where they belong.
void cmpi_gather(const void *bytes, int64_t size, void *all, const int64_t *sizes) {
  int64_t most = 0;
  MPI_Allreduce(&size, &most, 1, MPI_INT64_T, MPI_MAX, MPI_COMM_WORLD);
  int64_t round = ROUND / process_count > 0 ? ROUND / process_count : 1;
  int *counts = calloc(process_count, sizeof *counts);
  int *places = calloc(process_count, sizeof *places);
  char *buffer = own_rank == 0 ? malloc((size_t)(round * process_count)) : NULL;
  if (!counts || !places || (own_rank == 0 && !buffer)) MPI_Abort(MPI_COMM_WORLD, 2);
  for (int64_t done = 0; done < most; done += round) {
    int64_t left = size > done ? size - done : 0;
    int own = (int)(left < round ? left : round);
    if (own_rank == 0) {
      for (int rank = 0; rank < process_count; rank++) {
        int64_t rest = sizes[rank] > done ? sizes[rank] - done : 0;
        counts[rank] = (int)(rest < round ? rest : round);
        places[rank] = (int)(rank * round);
      }
    }
    const char *source = own > 0 ? (const char *)bytes + done : NULL;
    MPI_Gatherv(source, own, MPI_BYTE, buffer, counts, places, MPI_BYTE, 0, MPI_COMM_WORLD);
    if (own_rank == 0) {
      int64_t start = 0;
      for (int rank = 0; rank < process_count; rank++) {
        if (counts[rank] > 0) memcpy((char *)all + start + done, buffer + places[rank], (size_t)counts[rank]);
        start += sizes[rank];
      }
    }
  }
  free(counts);
  free(places);
  free(buffer);
}
