package import Trajectories
import Simulation

/// C3: what the taken action gained over alternatives that the agent might as well have taken, by replay.
///
/// At the exact context of a decision, `K` candidates (the taken action is the first) are each continued `M` times by the
/// frozen joint policy. With Rbar_j the mean return of candidate j, the credit is Rbar_0 - b_0; the baseline b_0 is
/// the mean of the other candidates (leave-one-out) or of all. In a simultaneous turn the teammates' recorded actions
/// stay as they were. The recorded episode itself is the first continuation of the taken action.
///
/// With `pool` candidates of the same action are one, with as many returns as they have together; means over candidates
/// weigh each by its number of returns. With `signal=value` a candidate is worth its exact Q instead of its returns; with
/// `signal=assisted` its returns are compared with the baseline `(1 - weightExact) b(returns) + weightExact b(Q)`.
package struct C3: CreditMethod {
  /// Where the candidates beside the taken action come from.
  private enum Candidates: String, CaseIterable {
    /// Drawn from the behaviour policy at the decision.
    case policy
    /// Drawn evenly from the legal actions.
    case uniform
    /// Every other legal action, once, whatever K is.
    case all
  }

  /// What a candidate is worth.
  private enum Signal: String, CaseIterable {
    /// The mean return of its continuations.
    case reward
    /// Its exact Q.
    case value
    /// The mean return, compared with a mixture of both baselines.
    case assisted
  }

  /// What C3 is and needs.
  package static let card = MethodCard(
    id: "c3", name: "C3, counterfactual credit by replay",
    source: "arXiv 2603.06859 (2026), leave-one-out advantage over replayed alternatives",
    granularity: .turn, methodology: .gameTheoretic,
    estimand:
      "Q(x, a) - V of the agent's own action with the teammates' actions kept: the counterfactual credit, unbiased (with "
      + "fullMean, times (K - 1)/K). Other candidates than the policy's, or pooled ones, are another reference.",
    formula: "A = Rbar_0 - mean of Rbar_j over j = 1 ..< K (leaveOneOut), or over all j (fullMean)",
    needs: [.trajectories, .replay],
    cost: "K · M - 1 simulated continuations a decision; none for K = 1, whose credit is 0")

  /// That of the exact counterfactual credit, as long as candidates are the policy's and apart; the mean over all
  /// candidates has the taken action among them.
  package var contrast: Contrast? {
    guard baseline != .value else { return .counterfactual }
    let isMixed = baseline == .fullMean
    switch candidates {
    case .policy where pool && !isMixed: return Contrast(reference: .policyOtherThanTaken)
    case .policy where isMixed:
      return Contrast(reference: .policyOrTaken(share: 1 / Double(alternatives)))
    case .policy: return .counterfactual
    case .all where isMixed: return Contrast(reference: .uniform, support: .legal)
    case .uniform where !isMixed && !pool: return Contrast(reference: .uniform, support: .legal)
    case .all:
      return Contrast(
        reference: .absence("every other legal action, all equally likely"), support: .legal)
    case .uniform:
      return Contrast(
        reference: .absence(
          isMixed
            ? "any legal action, all equally likely, or the taken one"
            : "any legal action but the taken one, all equally likely"), support: .legal)
    }
  }

  @Parameter("K, candidates a decision, the taken one included", in: 1...4096) private var alternatives = 8
  @Parameter("M, continuations of each candidate", in: 1...4096) private var continuations = 1
  @Parameter("what is subtracted: the others' mean, that of all, or the exact value")
  private var baseline = CandidateBucket.Baseline.leaveOneOut
  @Parameter("candidates are drawn from the policy, drawn evenly, or all legal actions")
  private var candidates = Candidates.policy
  @Parameter("whether candidates of one action are one, weighted by their returns") private var pool = false
  @Parameter("a candidate is worth its returns, its exact Q, or returns less a mixed baseline")
  private var signal = Signal.reward
  @Parameter("weight of the exact Q in the mixed baseline (assisted)", in: 0...1, formerly: "alpha")
  private var weightExact = 1.0
  @Parameter(ReplayNoise.help) private var noise = ReplayNoise.independent

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision, by replay of each.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let rollouts = try context.simulation(of: batch, for: Self.card)
    guard alternatives > 1 || candidates == .all || baseline == .value else {
      return Attribution(credits: Array(repeating: 0, count: batch.decisionCount))
    }
    let needsSolution = baseline == .value || signal != .reward
    let exact = needsSolution ? CandidateValues(try context.solution(for: Self.card), rollouts) : nil
    let replays = DecisionReplays(rollouts, noise: noise.engine(for: rollouts), seed: context.seed)
    let sampler = ActionSampler(rollouts, seed: context.seed)
    let found = try replays.credits(context) { place, cost in
      credit(of: place, replays, sampler, exact, &cost)
    }
    return try Attribution(finite: found.credits, of: batch, method: Self.card.id, cost: found.cost)
  }

  private func credit(
    of place: DecisionReplays.Place, _ replays: DecisionReplays, _ sampler: ActionSampler,
    _ exact: CandidateValues?, _ cost: inout ReplayCost
  ) -> Double {
    let actions = actions(at: place, replays, sampler)
    var returns = CandidateBucket()
    var values = CandidateBucket()
    for (candidate, action) in actions.enumerated() {
      // A pooled action is judged once, by all of its candidates' returns.
      let count = pool ? actions.count { $0 == action } : 1
      if pool, actions.firstIndex(of: action) != candidate { continue }
      let weight = Double(count * continuations)
      if signal != .value {
        let mean = replays.meanReturn(
          at: place, action: action, alternative: candidate, continuations: count * continuations,
          isRecorded: candidate == 0, cost: &cost)
        returns.append(mean: mean, weight: weight)
      }
      if let exact { values.append(mean: exact.value(of: action, at: place), weight: weight) }
    }
    let state = exact?.stateValue(at: place) ?? 0
    switch signal {
    case .reward: return returns.means[0] - reference(returns, state)
    case .value: return values.means[0] - reference(values, state)
    case .assisted:
      return returns.means[0] - (1 - weightExact) * reference(returns, state) - weightExact
        * reference(values, state)
    }
  }

  private func reference(_ bucket: CandidateBucket, _ state: Double) -> Double {
    switch baseline {
    case .leaveOneOut: bucket.othersMean(of: 0)
    case .fullMean: bucket.mean
    case .value: state
    }
  }

  /// The candidates' actions, the taken one first.
  private func actions(
    at place: DecisionReplays.Place, _ replays: DecisionReplays, _ sampler: ActionSampler
  ) -> [Int] {
    let choices = replays.choices(at: place)
    let taken = replays.taken(at: place) - choices.lowerBound
    switch candidates {
    case .all: return [taken] + (0..<choices.count).filter { $0 != taken }
    case .policy, .uniform:
      return [taken]
        + (1..<alternatives).map { draw in
          sampler.action(
            episode: place.episode, turn: place.turn, slot: place.slot, draw: draw,
            evenly: candidates == .uniform)
        }
    }
  }
}

/// Exact values of what an agent might have done in a turn, teammates' actions being kept.
struct CandidateValues: Sendable {
  private let solution: ExactSolution
  private let rollouts: Rollouts

  init(_ solution: ExactSolution, _ rollouts: Rollouts) {
    self.solution = solution
    self.rollouts = rollouts
  }

  /// Q of one of the agent's actions, counted from the first it has.
  func value(of action: Int, at place: DecisionReplays.Place) -> Double {
    let cells = solution.cells
    let cell = cells.index(turn: place.turn, node: Int(rollouts.node[place.index]))
    let row = rollouts.row(ofTurn: place.index, replacing: place.slot, by: action)
    return cells.actionValue[cells.rows(of: cell).lowerBound + row]
  }

  /// Expected return given the teammates' actions: the mean of Q over the agent's own policy.
  func stateValue(at place: DecisionReplays.Place) -> Double {
    let mdp = rollouts.mdp
    let slot = mdp.nodes.slots(of: Int(rollouts.node[place.index])).lowerBound + place.slot
    let choices = mdp.information.choices(of: Int(mdp.nodes.slotInformation[slot]))
    return choices.reduce(0) {
      $0 + rollouts.policy.probability[$1] * value(of: $1 - choices.lowerBound, at: place)
    }
  }
}
