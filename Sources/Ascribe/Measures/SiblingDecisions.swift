import Ground
import CreditMethods
import CreditStatistics
import Trajectories
import Simulation

/// Decisions of a batch that stand in the same context: same turn, state and memories, same agent, same actions of the
/// teammates that act at the same time. They differ in what the agent did, and in what followed.
///
/// Two published diagnostics of counterfactual credit are read from them, where the publication samples its
/// candidates on purpose and here the batch happens to have them. Contexts with a single decision say nothing, and are
/// left out rather than counted as 0.
///
/// Source: arXiv 2603.06859 (C3): within-group variance and influence.
struct SiblingDecisions {
  private let contexts: DecisionSituations
  private let rollouts: Rollouts
  /// Decisions by context, those of one context ascending.
  private var groups: Grouping { contexts.groups }

  init(_ rollouts: Rollouts) {
    self.rollouts = rollouts
    // The agent's own action does not tell contexts apart.
    contexts = DecisionSituations(rollouts) { rollouts.row(ofTurn: $0, replacing: $1, by: 0) }
  }

  /// Mean over contexts of the population variance of their credits.
  func variance(of credits: [Double]) -> Measured<Double> {
    var variances: [Double] = []
    for group in 0..<groups.count where groups[group].count > 1 {
      var moments = RunningMoments()
      for decision in groups[group] { moments.add(credits[Int(decision)]) }
      guard let variance = moments.populationVariance.optional else {
        return moments.populationVariance
      }
      variances.append(variance)
    }
    return variances.isEmpty ? .undefined(.noUnits) : Descriptive.mean(of: variances)
  }

  /// Most actions of teammates that the plug-in estimate tells apart; the others are one bin.
  private static let vocabulary = 64

  /// Information in nats between what the agent does and what the next teammate does then, mean over the contexts
  /// weighted by their decisions: the smoothed plug-in estimate, and the exact one under the policy.
  ///
  /// Contexts after which no teammate acts, whatever the agent does, are left out. Undefined where that leaves none with
  /// two decisions.
  func influence(_ solution: ExactSolution) -> (plugIn: Measured<Double>, exact: Measured<Double>) {
    var teammate = NextTeammate(solution)
    let next = rollouts.nextTeammateActions(none: teammate.none)
    let (bin, bins) = Self.bins(next, count: teammate.count)
    var plugIn: [(weight: Int, value: Double)] = []
    var exact: [(weight: Int, value: Double)] = []
    for group in 0..<groups.count where groups[group].count > 1 {
      let decisions = groups[group].map { Int($0) }
      let known = conditionals(decisions[0], &teammate)
      let isLast = stride(from: teammate.none, to: known.conditional.count, by: teammate.count)
        .allSatisfy { known.conditional[$0] > 1 - 1e-12 }
      guard !isLast else { continue }
      let counts = counts(decisions, bins: bins) { bin[next[$0]] }
      if let value = MutualInformation.smoothed(counts: counts, bins: bins).optional {
        plugIn.append((decisions.count, value))
      }
      if let value = MutualInformation.known(
        weights: known.weights, conditional: known.conditional, bins: teammate.count
      ).optional {
        exact.append((decisions.count, value))
      }
    }
    return (Self.mean(plugIn), Self.mean(exact))
  }

  private func conditionals(
    _ decision: Int, _ teammate: inout NextTeammate
  ) -> (weights: [Double], conditional: [Double]) {
    teammate.conditionals(
      turn: Int(contexts.turn[decision]), node: Int(contexts.node[decision]),
      row: contexts.row[decision], slot: Int(contexts.slot[decision]))
  }

  /// Samples by the agent's action and the next teammate's bin, actions in the order of their first sample.
  private func counts(_ decisions: [Int], bins: Int, bin: (Int) -> Int) -> [Int] {
    var actions: [Int32] = []
    var counts: [Int] = []
    for decision in decisions {
      let choice = rollouts.choice[decision]
      let candidate: Int
      if let known = actions.firstIndex(of: choice) {
        candidate = known
      } else {
        candidate = actions.count
        actions.append(choice)
        counts += [Int](repeating: 0, count: bins)
      }
      counts[candidate * bins + bin(decision)] += 1
    }
    return counts
  }

  /// The bin of each outcome: the most frequent ones have bins of their own, of equals the one of the lower number; all
  /// others share the last bin, which is always there.
  private static func bins(_ outcomes: [Int], count: Int) -> (bin: [Int], bins: Int) {
    var frequency = [Int](repeating: 0, count: count)
    for outcome in outcomes { frequency[outcome] += 1 }
    let kept = frequency.indices.filter { frequency[$0] > 0 }
      .sorted { (frequency[$1], $0) < (frequency[$0], $1) }.prefix(vocabulary)
    var bin = [Int](repeating: kept.count, count: count)
    for (index, outcome) in kept.enumerated() { bin[outcome] = index }
    return (bin, kept.count + 1)
  }

  private static func mean(_ values: [(weight: Int, value: Double)]) -> Measured<Double> {
    let total = values.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return .undefined(.noUnits) }
    return .value(values.reduce(0) { $0 + Double($1.weight) * $1.value } / Double(total))
  }
}
