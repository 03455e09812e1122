package import Trajectories

/// ADCA: standardised labels of steps plus the standardised outcome, summed from the step on.
///
/// Labels are compared among the steps of the task, every episode weighing the same, so that long episodes do not set the scale.
/// The sum holds what later steps did too: agents that decide at once are summed in the order of the trace.
package struct ADCA: CreditMethod {
  /// What a label is of.
  private enum Unit: String, CaseIterable {
    /// A decision.
    case decision
    /// A turn, which is good if all of its decisions are.
    case turn
  }

  /// Where the outcome is paid.
  private enum Outcome: String, CaseIterable {
    /// On the last step.
    case last
    /// On every step.
    case all
  }

  /// What the method is and needs.
  package static let card = MethodCard(
    id: "adca", name: "ADCA-GRPO, attribution of steps by labels",
    source: "arXiv 2511.10395 (2025, AgentEvolver), the released attribution of the scheme \"decouple\"",
    granularity: .step, methodology: .judge,
    estimand:
      "The outcome and the labels of all steps from this one on, each in units of its deviation in the task: a return of the "
      + "judge's words, with no baseline at the state.",
    formula:
      "A_t = sum over k >= t of alpha z(x_k), plus beta z(R) on the last step or on all; x = fixBase for a good step, -fixBase "
      + "for another",
    needs: [.trajectories, .judgements], cost: "no continuations; O(decisions)")

  @Parameter("weight of the labels", in: 0...) private var alpha = 0.1
  @Parameter("weight of the outcome", in: 0...) private var beta = 1.0
  @Parameter("size of a label, which cancels but for the 1e-8 under the root", in: 1e-9...) private
    var fixBase = 0.2
  @Parameter("whether every episode weighs the same in mean and deviation of the labels") private
    var equalWeight =
    true
  @Parameter("whether the outcome is paid on the last step, or on all") private var outcome = Outcome.last
  @Parameter("whether rewards are divided by the root of the episode's number of steps") private var length =
    false
  @Parameter("what a label is of") private var unit = Unit.decision
  private let truncation = TruncationParameters(bootstrapping: false)

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let labels = try batch.everyDecision(batch.decisions.judge, .anyLabel, for: Self.card)
    let steps = Steps(of: batch, labels, asTurns: unit == .turn)
    let (alpha, beta, fixBase) = (alpha, beta, fixBase)
    let (isEven, paysAll, isScaled) = (equalWeight, outcome == .all, length)
    var credits = [Double](repeating: 0, count: batch.decisionCount)
    let tasks = Groups(of: batch)
    for task in 0..<tasks.count {
      let members = tasks[task].map(Int.init).filter { !steps.of(episode: $0).isEmpty }
      let scale = LabelScale(
        members.map { episode in steps.of(episode: episode).map { steps.isGood[$0] ? fixBase : -fixBase } },
        isEven: isEven)
      let scores = members.map { batch.episodes.score[$0] }
      let outcomes = Self.outcomes(scores)
      for (episode, outcome) in zip(members, outcomes) {
        let own = steps.of(episode: episode)
        let unit = isScaled ? Double(own.count).squareRoot() : 1
        var sum = 0.0
        for step in own.reversed() {
          let isLast = step == own.upperBound - 1
          let paid = paysAll || isLast ? beta * outcome : 0
          sum += (alpha * scale.measure(steps.isGood[step] ? fixBase : -fixBase) + paid) / unit
          for decision in steps.decisions(step) { credits[decision] = sum }
        }
      }
    }
    return try Attribution(finite: credits, of: batch, method: Self.card.id)
  }

  /// Scores less their mean, over the deviation of all of them where it is above 1e-8.
  private static func outcomes(_ scores: [Double]) -> [Double] {
    guard !Standardisation.areEqual(scores) else { return scores.map { _ in 0 } }
    let count = Double(scores.count)
    let mean = scores.reduce(0, +) / count
    let deviation = (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    return scores.map { deviation > 1e-8 ? ($0 - mean) / (deviation + 1e-12) : $0 - mean }
  }
}

/// Mean and deviation of the labels of a task.
private struct LabelScale {
  private let mean: Double
  private let unit: Double

  /// The labels of each episode, none of which is empty; every episode weighs the same, or every label.
  init(_ labels: [[Double]], isEven: Bool) {
    let all = labels.flatMap(\.self)
    let overall: ((Double) -> Double) -> Double = { value in
      isEven
        ? labels.reduce(0) { $0 + $1.reduce(0) { $0 + value($1) } / Double($1.count) }
          / Double(max(1, labels.count))
        : all.reduce(0) { $0 + value($1) } / Double(max(1, all.count))
    }
    let mean = Standardisation.areEqual(all) ? all.first ?? 0 : overall { $0 }
    let variance = overall { ($0 - mean) * ($0 - mean) }
    self.mean = mean
    unit = isEven ? (variance + 1e-8).squareRoot() + 1e-12 : max(variance.squareRoot(), 1e-8)
  }

  func measure(_ label: Double) -> Double { (label - mean) / unit }
}

/// The labelled steps of a batch: its decisions, or the turns in which somebody decides.
private struct Steps {
  private(set) var isGood: [Bool] = []
  private var firstOfEpisode: [Int] = [0]
  private var firstDecision: [Int32] = []

  init(of batch: TrajectoryBatch, _ labels: [Double], asTurns: Bool) {
    for episode in 0..<batch.episodeCount {
      for turn in batch.turns(of: episode) {
        let decisions = batch.decisions(of: turn)
        if asTurns, !decisions.isEmpty {
          isGood.append(decisions.allSatisfy { labels[$0] > 0 })
          firstDecision.append(Int32(decisions.lowerBound))
        } else {
          for decision in decisions {
            isGood.append(labels[decision] > 0)
            firstDecision.append(Int32(decision))
          }
        }
      }
      firstOfEpisode.append(isGood.count)
    }
    firstDecision.append(Int32(batch.decisionCount))
  }

  func of(episode: Int) -> Range<Int> { firstOfEpisode[episode]..<firstOfEpisode[episode + 1] }

  func decisions(_ step: Int) -> Range<Int> { Int(firstDecision[step])..<Int(firstDecision[step + 1]) }
}
