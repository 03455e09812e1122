"""Writes desk.json: results of an invented help desk of an airline, in the shape of tau2-bench results.

    python3 make-desk.py > desk.json

Nothing in it is recorded: twelve customers come six times each, and an assistant of stated habits serves them. It looks a
booking up, reads the rules or does not, and makes one change, which is the wrong one more often if it did not read them.
Afterwards it may notice and change again; what it cannot take back, a cancellation, fails. The only chance is the
generator below, so that the file is the same on every machine.
"""
import json
import sys

KINDS = [  # fare, what is asked, the right call, the tempting wrong one
    ("basic", "I cannot fly on Friday. What can you do?",
     ("rebook_flight", {"flight": "AZ210"}), ("cancel_booking", {})),
    ("flex", "Please call my trip off, I want the money back.",
     ("cancel_booking", {}), ("rebook_flight", {"flight": "AZ377"})),
    ("basic", "Can I get a seat at the window?",
     ("change_seat", {"seat": "12A"}), ("rebook_flight", {"flight": "AZ415"})),
    ("flex", "My plans changed, I would rather leave on Sunday.",
     ("rebook_flight", {"flight": "AZ522"}), ("rebook_flight", {"flight": "AZ520"})),
]
CUSTOMERS = ["ada", "bob", "cyn", "dan", "eve", "fay", "gus", "hal", "ida", "jon", "kit", "lea"]
TRIALS = 6


class Draws:
    """A linear congruential generator (Knuth's MMIX constants); the upper bits are taken."""

    def __init__(self, seed):
        self.state = seed

    def below(self, share):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2**53 < share


def simulation(task, trial, draws):
    fare, wish, right, wrong = KINDS[task % len(KINDS)]
    customer, booking = CUSTOMERS[task], f"K{7 * task + 11}QX"
    messages, clock = [], 32400 + 2400 * task + 290 * trial

    def say(role, content):
        messages.append({"role": role, "content": content})

    def call(name, arguments, answer):
        nonlocal clock
        clock += 13
        mark = f"c{len(messages)}"
        made = {"id": mark, "name": name, "arguments": dict(arguments, booking=booking)}
        messages.append({"role": "assistant", "content": None, "tool_calls": [made]})
        stamp = f"2026-03-02T{clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02}"
        messages.append({"role": "tool", "id": mark, "content": json.dumps(dict(answer, at=stamp))})

    say("assistant", "Hi! How can I help you today?")
    say("user", f"{wish} It is booking {booking}.")
    call("get_booking", {}, {"customer": customer, "fare": fare})
    informed = draws.below(0.6)
    if informed:
        call("get_rules", {"fare": fare}, {"fare": fare, "refund": fare == "flex"})
    done = right if draws.below(0.8 if informed else 0.25) else wrong
    call(*done, {"done": True})
    if done is wrong and wrong[0] != "cancel_booking" and draws.below(0.3):
        say("user", "That is not what I meant.")
        call(*right, {"done": True})
        done = right
    say("assistant", "It is done. Anything else?")
    say("user", "Thank you. ###STOP###" if done is right else "No. ###STOP###")
    return {
        "id": f"{customer}-{trial}", "task_id": customer, "trial": trial, "termination_reason": "user_stop",
        "reward_info": {"reward": float(done is right)}, "messages": messages,
    }


draws = Draws(2026)
simulations = [simulation(task, trial, draws) for task in range(len(CUSTOMERS)) for trial in range(TRIALS)]
lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in simulations)
sys.stdout.write('{"info":{"num_trials":%d},"tasks":[],"simulations":[\n%s\n]}\n' % (TRIALS, lines))
