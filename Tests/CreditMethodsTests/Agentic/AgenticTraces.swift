import TestSupport
import Trajectories

/// Random episodes as for methods of single steps, with beliefs, two ratings of every decision, demonstrations in some
/// batches, and labels of at least 0 in others.
func agenticTraceDrafts(seed: UInt64) -> [EpisodeDraft] {
  var draw = SplitMix64(seed: seed ^ 0xA6E)
  var drafts = reasoningDrafts(seed: seed)
  let hasExperts = Bool.random(using: &draw)
  let hasEntropies = Bool.random(using: &draw)
  for episode in drafts.indices {
    if hasExperts { drafts[episode].isExpert = Bool.random(using: &draw) }
    for turn in drafts[episode].turns.indices {
      drafts[episode].turns[turn].belief = Double(Int.random(in: 0...4, using: &draw)) / 4
      for place in drafts[episode].turns[turn].decisions.indices {
        var decision = drafts[episode].turns[turn].decisions[place]
        decision.factors = (0..<2).map { _ in Double(Int.random(in: 0...3, using: &draw)) }
        decision.judge = [0, 0.5, 1].randomElement(using: &draw)
        if !hasEntropies { decision.entropy = nil }
        drafts[episode].turns[turn].decisions[place] = decision
      }
    }
  }
  return drafts
}

/// Random accepted settings of an agentic method on a recorded trace.
func agenticTraceSettings(
  for specifications: [ParameterSpecification], seed: UInt64
) -> [(name: String, value: String)] {
  randomSettings(
    for: specifications, seed: seed ^ 0x5E8,
    values: [
      "eps": ["0.001", "0.5"], "gamma": ["0", "0.9", "1"], "lambda": ["0", "0.5", "1"],
      "share": ["0", "0.3", "1"], "smoothing": ["0.5", "2"], "weightValid": ["0", "0.2", "1"],
      "weightLocal": ["0", "0.25", "1"], "weightFormat": ["0", "0.2"], "clipShare": ["0", "0.3"],
      "eta": ["0", "0.3", "1"], "truncated": ["failure"], "uncertainty": ["auto", "surprise"],
    ], numbers: ["0", "0.25", "1", "4"])
}
