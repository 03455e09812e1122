import Ground
package import Trajectories
import Simulation

/// InT: the turn of a failed episode at which to intervene.
///
/// Turns are checked one by one. The first one after which success is impossible although it was possible before (or,
/// with `drop` above 0, less likely by more than that) bears what it cost; all others, and all turns of successes, have 0.
/// The checking may err: `judgeError` is the probability that a turn is misjudged, independently of all others. The method
/// itself imitates everything up to the replaced turn: `emit=imitation` gives these weights, and `emit=gain` what the
/// best joint action would have gained there. Success is the score: an episode has failed whose score is not above 0. A
/// truncated episode of a trace scores what those do on average that go on where it was cut (`truncated=bootstrap`).
package struct InT: CreditMethod {
  /// What is given out.
  private enum Emission: String, CaseIterable {
    /// What the turn changed about the probability of success.
    case credit
    /// 1 up to the turn, which is replaced, and 0 after it.
    case imitation
    /// The value of the best joint action less that of the taken one, at the turn.
    case gain
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "int", name: "InT, intervention at the first error",
    source: "arXiv 2601.14209 (ICLR 2026)",
    granularity: .step, methodology: .gameTheoretic,
    estimand:
      "What the first fatal turn of a failed episode did to the probability of success, transition luck included. "
      + "Agents that act together are not told apart.",
    formula: "A_t = S(s_(t+1)) - S(s_t) at the first t with S(s_t) > 0 = S(s_(t+1)), otherwise 0",
    needs: [.trajectories, .replay],
    cost:
      "K simulated continuations for each turn of a failed episode up to its first error; none with values=exact or "
      + "values=trace; emit=gain needs the exact solution",
    unverified: [
      .init("the credit: the paper trains on the intervention and defines none"),
      .init("that K is 9", where: "continuations", is: .integer(9)),
    ])

  @Parameter("how much success must lose; 0: all of it", in: 0...1) private var drop = 0.0
  @Parameter("probability that a turn is misjudged", in: 0...1) private var judgeError = 0.0
  @Parameter("the credit, imitation weights, or the exact gain") private var emit = Emission.credit
  private let evaluation = EvaluatorParameters(continuations: 9, node: .state)

  /// The method with its defaults.
  package init() {}

  /// What the turn changed about success; imitation weights and gains state none, and neither does a trace read alone.
  package var contrast: Contrast? { emit == .credit ? evaluation.contrast() : nil }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let evaluator = try StateEvaluator(evaluation, for: Self.card, of: batch, in: context)
    let gains = emit == .gain ? try InterventionGains(batch, context) : nil
    let draws = PhiloxStream(
      seed: context.seed, purpose: .resampling, lane: context.simulation?.lane ?? 0)
    let parts = try context.mapEpisodes(of: batch) { (episode) throws(AttributionError) in
      let count = batch.turns(of: episode).count
      var credits = [Double](repeating: 0, count: count)
      var cost = ReplayCost()
      guard evaluator.successAtEnd[episode] <= 0 else { return (credits, cost) }
      var before = try evaluator(episode: episode, turn: 0)
      cost += before.cost
      for turn in 0..<count {
        let isLast = turn + 1 == count
        let after =
          isLast
          ? StateEvaluator.Estimate(value: 0, success: evaluator.successAtEnd[episode])
          : try evaluator(episode: episode, turn: turn + 1)
        cost += after.cost
        if isError(before.success, after.success) != isMisjudged(episode, turn, draws) {
          switch emit {
          case .credit: credits[turn] = after.success - before.success
          case .imitation: for earlier in 0...turn { credits[earlier] = 1 }
          case .gain: credits[turn] = gains?.gain(episode: episode, turn: turn) ?? 0
          }
          break
        }
        before = after
      }
      return (credits, cost)
    }
    return try Attribution(
      finite: batch.copiedToActingAgents(parts.flatMap(\.0)), of: batch, method: Self.card.id,
      cost: .sum(parts.map(\.1)), cuts: evaluator.cuts)
  }

  private func isError(_ before: Double, _ after: Double) -> Bool {
    drop > 0 ? before - after > drop : before > 0 && after <= 0
  }

  /// The address is one that no other draw of the stream has.
  private func isMisjudged(_ episode: Int, _ turn: Int, _ draws: PhiloxStream) -> Bool {
    guard judgeError > 0 else { return false }
    let word = draws.block(
      episode: UInt64(episode), turn: UInt64(turn), draw: PhiloxStream.judgementDraw
    ).word0
    return PhiloxStream.unit(word) < judgeError
  }
}

/// What the best joint action of a turn would have gained over the taken one, by the exact solution.
private struct InterventionGains: Sendable {
  private let rollouts: Rollouts
  private let solution: ExactSolution

  init(_ batch: TrajectoryBatch, _ context: AttributionContext) throws(AttributionError) {
    solution = try context.solution(for: InT.card)
    rollouts = try context.simulation(of: batch, for: InT.card)
  }

  /// max over b of Q(s_t, b) - Q(s_t, a_t), in reward units.
  func gain(episode: Int, turn: Int) -> Double {
    let index = rollouts.batch.turns(of: episode).lowerBound + turn
    let cells = solution.cells
    let values = cells.actionValue[cells.rows(of: cells.index(turn: turn, node: Int(rollouts.node[index])))]
    let taken = values[values.startIndex + rollouts.row(ofTurn: index)]
    return values.reduce(taken, max) - taken
  }
}
