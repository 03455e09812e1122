# The study that the scripts beside this one spread over processes: the words of its command.
study=(run or --methods "grpo,c3(alternatives=2)" --batches 8 --episodes 16)
mkdir -p parts
