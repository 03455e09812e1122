import TestSupport
import Trajectories

/// Random episodes with all that methods of single steps read: one to three agents a turn in any order, two tasks, trees named by
/// the identifiers, segments, process scores, shares of critiques, entropies, tokens and both log-probabilities.
func reasoningDrafts(seed: UInt64) -> [EpisodeDraft] {
  var draw = SplitMix64(seed: seed ^ 0x5EA5)
  let teams = [["one"], ["two"], ["two", "one"], ["three", "one", "two"]]
  let hasTokens = Bool.random(using: &draw)
  let longest = Int.random(in: 1...4, using: &draw)
  return (0..<Int.random(in: 1...8, using: &draw)).map { index in
    var segment = 0
    let turns = (0..<Int.random(in: 1...longest, using: &draw)).map { _ in
      segment += Int.random(in: 0...1, using: &draw)
      return TurnDraft(
        state: ["A", "B", "C"].randomElement(using: &draw) ?? "A",
        reward: Double(Int.random(in: -2...2, using: &draw)) / 2,
        process: Double(Int.random(in: -4...4, using: &draw)) / 4, segment: segment,
        decisions: (teams.randomElement(using: &draw) ?? []).map { agent in
          DecisionDraft(
            agent: agent, action: ["x", "y"].randomElement(using: &draw) ?? "x",
            observation: ["A", "O"].randomElement(using: &draw),
            isValid: Int.random(in: 0..<4, using: &draw) > 0,
            logProbability: -Double.random(in: 0...2, using: &draw),
            referenceLogProbability: -Double.random(in: 0...2, using: &draw),
            tokens: hasTokens ? Int.random(in: 0...4, using: &draw) : nil,
            judge: [-1, 0, 0.25, 0.5, 0.75, 1].randomElement(using: &draw),
            entropy: Double.random(in: 0...1, using: &draw))
        })
    }
    let status = [OutcomeStatus.success, .failure, .truncated].randomElement(using: &draw) ?? .failure
    let tree = ["", "g1/", "g2/"].randomElement(using: &draw) ?? ""
    return EpisodeDraft(
      task: Int.random(in: 0..<4, using: &draw) == 0 ? "t1" : "t0", name: "\(tree)e\(index)",
      status: status,
      score: Bool.random(using: &draw) ? Double(Int.random(in: 0...4, using: &draw)) / 4 : nil,
      turns: turns)
  }
}

/// Random accepted settings of a method on a recorded trace.
func reasoningSettings(
  for specifications: [ParameterSpecification], seed: UInt64
) -> [(name: String, value: String)] {
  randomSettings(
    for: specifications, seed: seed ^ 0x5E7,
    values: [
      "eps": ["0", "0.001", "0.5"], "beta": ["0.1", "1", "2"], "eta": ["0.5", "200"],
      "rho": ["0.3", "0.9"], "gamma": ["0", "0.9", "1"], "ridge": ["0.01"], "values": ["trace"],
      "fit": ["never"], "weightWhole": ["3"], "weightProcess": ["0", "1", "2"],
      "temperature": ["0", "0.1", "2"], "clip": ["0.1", "3"], "lambda": ["0", "0.5"],
      "betaC": ["0", "0.5", "1"], "noise": ["0"], "truncated": ["failure"], "minEntropy": ["0.2", "0.6"],
    ], numbers: ["0", "0.25", "1", "4"])
}
