#!/usr/bin/env bash
# One part a core by GNU parallel, on this machine or on those that --sshlogin names.
set -euo pipefail
source "${SLURM_SUBMIT_DIR:-$(dirname "${BASH_SOURCE[0]}")}/study.sh"
parallel --halt now,fail=1 ascribe "${study[@]@Q}" --shard {}/8 --output parts/{}-of-8 --threads 1 ::: {1..8}
ascribe merge parts/* --output merged
