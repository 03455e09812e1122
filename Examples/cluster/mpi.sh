#!/usr/bin/env bash
#SBATCH --job-name=ascribe
#SBATCH --ntasks=4
# The processes of one job take batches from each other as they get done, and the first one writes the result. Should one
# die, the same job goes on from what all of them kept.
set -euo pipefail
source "${SLURM_SUBMIT_DIR:-$(dirname "${BASH_SOURCE[0]}")}/study.sh"
mpirun ${MPIRUN_OPTIONS:-} ascribe-mpi "${study[@]}" --output merged --resume
