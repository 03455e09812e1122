import Glibc
package import Trajectories

/// Where the probability of an action before hindsight comes from.
package enum PriorPolicy: String, Sendable, CaseIterable {
  /// How often the action was taken among the decisions of its context.
  case empirical
  /// The mean of exp(log-probability) over the decisions that took it in its context.
  case logprob

  /// What a parameter says that names it.
  package static let help = "probability of an action: its frequency, or the recorded log-probabilities"

  /// The probability of every choice. Shape `[choices]`.
  ///
  /// - Parameters:
  ///   - contexts: The decisions of the batch.
  ///   - batch: The batch.
  ///   - method: The method's identifier, for the error.
  /// - Throws: ``AttributionError/lacks(method:need:howToSupply:)`` where a decision has no log-probability and
  ///   needs one.
  /// - Complexity: O(decisions).
  package func probabilities(
    of contexts: DecisionContexts, in batch: TrajectoryBatch, method: String
  ) throws(AttributionError) -> [Double] {
    switch self {
    case .empirical: return contexts.frequencies
    case .logprob:
      let logProbability = try batch.logProbabilities(for: method)
      return (0..<contexts.choices.count).map { choice in
        let decisions = contexts.choices[choice]
        return decisions.reduce(0) { $0 + exp(logProbability[Int($1)]) } / Double(decisions.count)
      }
    }
  }
}

extension TrajectoryBatch {
  /// The log-probability of every decision, for a method that cannot do without.
  fileprivate func logProbabilities(for method: String) throws(AttributionError) -> [Double] {
    var howToSupply =
      "Write the field \"logProbability\" on every decision of the trace, or use policy=empirical."
    if let column = decisions.logProbability {
      guard let missing = column.firstIndex(where: \.isNaN) else { return column }
      let episode = episode(ofDecision: missing)
      let turns = turns(of: episode)
      let turn = turns.first { decisions(of: $0).contains(missing) } ?? turns.lowerBound
      howToSupply =
        "Agent \"\(symbols.agents[decisions.agent[missing]])\" has none at turn \(turn - turns.lowerBound) of "
        + "episode \"\(episodeName(episode))\". " + howToSupply
    }
    throw .lacks(method: method, need: "log-probabilities", howToSupply: howToSupply)
  }
}
