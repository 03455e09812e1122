#!/usr/bin/env bash
#SBATCH --job-name=ascribe
#SBATCH --ntasks=4
# One part a process of a job step, without MPI: the processes need nothing of each other.
set -euo pipefail
source "${SLURM_SUBMIT_DIR:-$(dirname "${BASH_SOURCE[0]}")}/study.sh"
srun ascribe "${study[@]}" --shard auto --output "parts/{shard}" --threads 1
ascribe merge parts/* --output merged
