#!/usr/bin/env bash
#SBATCH --job-name=ascribe
#SBATCH --array=1-4
#SBATCH --cpus-per-task=2
# One part of the batches a task of the array. `sbatch slurm-array.sh`, and when the array is done: `bash merge.sh`.
# Submitting it again does again only what is missing.
set -euo pipefail
source "${SLURM_SUBMIT_DIR:-$(dirname "${BASH_SOURCE[0]}")}/study.sh"
ascribe "${study[@]}" --shard auto --output "parts/{shard}" --threads "${SLURM_CPUS_PER_TASK:-1}"
