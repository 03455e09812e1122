package import Trajectories

/// SPRO: the outcome relative to the group, plus how much the log-ratios so far exceed those of the group's episodes that have
/// come as far.
///
/// The second term compares places, not states: the third step of one episode with the third steps of others. It is 0 on
/// average over the steps of a place, and 0 where a single episode is long enough.
package struct SPRO: CreditMethod {
  /// What the method is and needs.
  package static let card = MethodCard(
    id: "spro", name: "SPRO, self-guided process rewards",
    source: "Fei et al. 2025, arXiv 2507.01551",
    granularity: .step, methodology: .implicit,
    estimand:
      "The episode's relative outcome, plus the sum of the regularised advantages up to the step relative to other episodes "
      + "at the same place: what came before the step counts as much as the step.",
    formula:
      "A_t = (R - mean R) / sd R + weightProcess (C_t - mean of C_t over the task's episodes with a step t), "
      + "C_t = beta sum over k <= t of (log pi - log ref)_k",
    needs: [.trajectories, .logProbabilities, .referenceLogProbabilities],
    cost: "no continuations; O(decisions)",
    unverified: [.init("that beta is 1", where: "beta", is: .number(1))])

  @Parameter("factor of the log-ratios", in: 0...) private var beta = 1.0
  @Parameter("weight of the cumulated log-ratios", in: 0...) private var weightProcess = 1.0
  private let ratio = LogRatioParameters()
  private let outcome = GroupScoreParameters(eps: 0)

  /// The method with its defaults.
  package init() {}

  /// The credit of every decision of a batch.
  package func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution {
    let (beta, weight) = (beta, weightProcess)
    let ratios = try ratio.ofDecisions(of: batch, for: Self.card).map { beta * $0 }
    let sums = batch.cumulated(ratios, joint: ratio.isJoint, toGo: false)
    let process = batch.lessMeanOfPlace(sums, joint: ratio.isJoint)
    let credits = batch.copiedToActingAgents(batch.repeatedPerTurn(outcome.advantages(of: batch)))
      .combined(with: process) { $0 + weight * $1 }
    return try Attribution(finite: credits, of: batch, method: Self.card.id)
  }
}

extension TrajectoryBatch {
  /// Values of decisions less the mean over the episodes of the task that have a decision of the same agent, or, joint, any
  /// decision, at the same turn; joint values are repeated for the decisions of a turn. Shape `[decisions]`.
  ///
  /// - Complexity: O(decisions + agents · turns of the longest episode of each task).
  fileprivate func lessMeanOfPlace(_ values: [Double], joint isJoint: Bool) -> [Double] {
    let width = isJoint ? 1 : symbols.agents.count
    let tasks = Groups(of: self)
    var result = values
    for task in 0..<tasks.count {
      let longest = tasks[task].reduce(0) { max($0, turns(of: Int($1)).count) }
      var sum = [Double](repeating: 0, count: longest * width)
      var count = [Double](repeating: 0, count: longest * width)
      forEachStep(of: tasks[task], joint: isJoint, width: width) { cell, decisions in
        sum[cell] += values[decisions.lowerBound]
        count[cell] += 1
      }
      forEachStep(of: tasks[task], joint: isJoint, width: width) { cell, decisions in
        let value = count[cell] > 1 ? values[decisions.lowerBound] - sum[cell] / count[cell] : 0
        for decision in decisions { result[decision] = value }
      }
    }
    return result
  }

  /// Visits the steps of episodes: single decisions, or, joint, the decisions of a turn.
  @inline(__always)
  private func forEachStep(
    of episodes: ArraySlice<Int32>, joint isJoint: Bool, width: Int, _ body: (Int, Range<Int>) -> Void
  ) {
    for episode in episodes {
      for (place, turn) in turns(of: Int(episode)).enumerated() {
        let acting = decisions(of: turn)
        if isJoint {
          if !acting.isEmpty { body(place, acting) }
        } else {
          for decision in acting {
            body(place * width + Int(decisions.agent[decision]), decision..<decision + 1)
          }
        }
      }
    }
  }
}
