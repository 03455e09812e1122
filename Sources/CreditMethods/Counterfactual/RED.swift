import Ground
package import Trajectories
import Simulation

/// RED: what a reward model that scores prefixes says more after a turn than before it.
///
/// The model is the value of the state, and `noise` is its error: with none the credit is that of values by continuation. The
/// differences add up to the score of the whole less that of the empty prefix, which shapes rewards without changing what is
/// best. Errors are uniform and independent from prefix to prefix; episodes with the same prefix share them.
package struct RED: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "red", name: "RED, reward redistribution by prefix scores",
    source: "arXiv 2411.08302 (2024)",
    granularity: .token, methodology: .temporalDifference,
    estimand:
      "Q - V of the joint action plus the luck of the transition, and the difference of two errors of the reward model: with "
      + "standard deviation sqrt(2) noise.",
    formula:
      "A_t = betaC (RM(prefix to t) - RM(prefix to t - 1)) + (1 - betaC) 1[t last] RM(all), RM = V + error",
    needs: [.trajectories, .replay],
    cost: "K simulated continuations a turn; none with values=exact or values=trace",
    unverified: [
      .init("that the sparse and the redistributed reward are mixed so"),
      .init("that K is 9", where: "continuations", is: .integer(9)),
    ],
    sums: [
      .init(
        .episode, .returnLessStart,
        where: ["values": .text("trace"), "betaC": .number(1), "noise": .number(0)])
    ])

  @Parameter("share of the redistributed reward; the rest is paid at the end", in: 0...1) private var betaC =
    1.0
  @Parameter("standard deviation of the reward model's error, in reward units", in: 0...) private var noise =
    0.0
  private let evaluation = EvaluatorParameters(continuations: 9, node: .history)

  /// The method with its defaults.
  package init() {}

  /// Q - V of the turn, restored as the parameters say; a trace that is read alone states none.
  package var contrast: Contrast? { evaluation.contrast() }

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let evaluator = try StateEvaluator(evaluation, for: Self.card, of: batch, in: context)
    let states = try StateEstimates(of: batch, by: evaluator, in: context)
    let (before, after) = errors(of: batch, in: context)
    let values = states.value.combined(with: before, +)
    var credit = generalisedAdvantages(
      rewards: evaluator.reward, values: values, endValues: evaluator.endValue.combined(with: after, +),
      turnStart: batch.episodes.turnStart, discount: evaluator.discount, lambda: 0)
    let share = betaC
    if share < 1 {
      let scores = discountedReturns(
        of: evaluator.reward, turnStart: batch.episodes.turnStart, discount: evaluator.discount)
      for episode in 0..<batch.episodeCount {
        let turns = batch.turns(of: episode)
        guard let last = turns.last else { continue }
        for turn in turns { credit[turn] *= share }
        credit[last] +=
          (1 - share) * (scores[turns.lowerBound] + evaluator.endValue[episode] + after[episode])
      }
    }
    return try Attribution(
      finite: batch.copiedToActingAgents(credit), of: batch, method: Self.card.id, cost: states.cost,
      cuts: evaluator.cuts)
  }

  /// The errors of the scores of the prefix before every turn, and of every whole episode.
  private func errors(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) -> (before: [Double], after: [Double]) {
    let noise = noise
    var before = [Double](repeating: 0, count: batch.turnCount)
    var after = [Double](repeating: 0, count: batch.episodeCount)
    guard noise > 0 else { return (before, after) }
    let draws = PhiloxStream(
      seed: context.seed, purpose: .resampling, lane: context.simulation?.lane ?? 0)
    let error = { (episode: Int, place: Int) in
      let word = draws.block(
        episode: UInt64(episode), turn: UInt64(place), draw: PhiloxStream.judgementDraw + 1
      ).word0
      // Uniform with the standard deviation.
      return noise * (2 * PhiloxStream.unit(word) - 1) * 3.squareRoot()
    }
    let prefixes = EpisodeHistories(of: batch, by: .state, tellsTasksApart: true)
    var known = [Double?](repeating: nil, count: prefixes.count)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      for (place, turn) in turns.enumerated() {
        let prefix = Int(prefixes.turn[turn])
        let drawn = known[prefix] ?? error(episode, place)
        known[prefix] = drawn
        before[turn] = drawn
      }
      after[episode] = error(episode, turns.count)
    }
    return (before, after)
  }
}
