#!/usr/bin/env bash
# Joins the parts to what one process would have written.
set -euo pipefail
ascribe merge parts/* --output merged
