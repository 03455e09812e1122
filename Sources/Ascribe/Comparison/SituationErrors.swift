import CreditStatistics
public import Ground
public import Trajectories

/// Where a method's error comes from: the mean square of k · credit - exact, in shares of the mean square of the exact credit, so
/// that 1 is what a credit of 0 gets.
///
/// On the best scale k is the one that makes the bias least. It is not the one that makes the whole error least: that one shrinks
/// noisy credits towards 0, and would call an unbiased method biased.
///
/// Within a situation s and for an action a the error has an expectation d(s, a). Its square is what more batches do not
/// mend; the part of it that depends on s alone, b(s) = E[d | s], moves no softmax policy's gradient, and is the baseline:
///
/// mean square = baseline + bias + noise, with E[b²], E[(d - b)²] and E[(error - d)²].
///
/// Squares of expectations are estimated without bias by products of the sums of different batches, so that they may come out
/// below 0 by chance and are then 0. Groups (s, a) that a single batch comes to say nothing and are left out;
/// ``coveredShare`` says how many decisions are in. Intervals are those of the jackknife over batches, which fits the scale
/// anew.
public struct SituationErrors: Sendable, Hashable, Codable {
  /// Whose decisions.
  public let agent: AgentID?
  /// The scale k, the same for all agents. Undefined where noise exceeds what is left of the credits' expectations.
  public let scale: Measured<Double>
  /// Decisions that are in, as a share.
  public let coveredShare: Measured<Double>
  /// Mean square error: the sum of the three parts.
  public let meanSquare: Estimate
  /// What the credit of an action in a situation is off by, beyond the baseline.
  public let bias: Estimate
  /// What the credits of all actions of a situation are off by together: harmless for the gradient.
  public let baseline: Estimate
  /// What single credits scatter about their expectation given situation and action.
  public let noise: Estimate
}

/// The sums of several batches by situation and action, with what follows from them.
struct SituationTotals {
  private let plan: StudyPlan
  private let agents: [AgentID]
  private let fixedScale: Double?
  private let entries: [[SituationEntry]]
  private let situationOf: [Int]
  private let agentOf: [Int]
  private let situations: Int

  /// - Parameter fixedScale: The scale of the credits; `nil` for the best one.
  init(_ batches: [SituationSums], _ plan: StudyPlan, fixedScale: Double?) {
    self.plan = plan
    self.fixedScale = fixedScale
    agents = plan.simulator.agents
    var groups: [GroupKey: Int] = [:]
    var places: [SituationKey: Int] = [:]
    var situationOf: [Int] = []
    var agentOf: [Int] = []
    entries = batches.map { batch in
      batch.situation.indices.map { row in
        let place = SituationKey(situation: batch.situation[row], agent: batch.agent[row])
        let key = GroupKey(place: place, choice: batch.choice[row])
        let group = groups[key] ?? situationOf.count
        if group == situationOf.count {
          groups[key] = group
          let known = places[place] ?? places.count
          places[place] = known
          situationOf.append(known)
          agentOf.append(Int(batch.agent[row]))
        }
        return SituationEntry(
          group: group,
          sums: SituationVector(
            batch.count[row], batch.credit[row], batch.reference[row], batch.creditSquare[row],
            batch.product[row], batch.referenceSquare[row], 0, 0))
      }
    }
    self.situationOf = situationOf
    self.agentOf = agentOf
    situations = places.count
  }

  /// The parts of the error: over all agents first, then over the decisions of each that decides.
  func errors() -> [SituationErrors] {
    let slices: [Int?] = [nil] + agents.indices.filter { agentOf.contains($0) }.map { $0 }
    let sums = CoveredSums(entries, situationOf: situationOf, situations: situations)
    let whole = parts(of: sums, slices)
    let left = entries.count < 2 ? [] : entries.indices.map { parts(of: sums.without($0), slices) }
    return slices.enumerated().map { place, agent in
      let found = whole[place]
      let estimate = { (rule: IntervalRule, part: (SituationParts) -> Double) in
        // Shares of the exact credit's mean square: what is less than a trillionth of it is rounding.
        let estimate = Estimate(
          found.map(part), without: left.map { $0[place].map(part).optional }, batches: entries.count, plan,
          within: 0...Double.infinity, shown: rule, besides: 1)
        return Estimate(
          mean: estimate.mean.map { max(0, $0) }, interval: estimate.interval, batches: entries.count)
      }
      return SituationErrors(
        agent: agent.map { agents[$0] }, scale: found.map(\.scale), coveredShare: found.map(\.covered),
        meanSquare: estimate(.rare, \.meanSquare), bias: estimate(.usual, \.bias),
        baseline: estimate(.rare, \.baseline), noise: estimate(.rare, \.noise))
    }
  }

  /// The parts of each slice.
  private func parts(of sums: CoveredSums, _ slices: [Int?]) -> [Measured<SituationParts>] {
    let (groups, places) = (sums.groups, sums.places)
    let scale = scale(groups, places)
    var placeAgent = [Int](repeating: 0, count: situations)
    for (group, place) in situationOf.enumerated() { placeAgent[place] = agentOf[group] }
    let k = scale.optional ?? 1
    return slices.map { slice in
      var parts = SituationParts()
      var decisions = 0.0
      var reference = 0.0
      for (group, sums) in groups.enumerated() where slice.map({ agentOf[group] == $0 }) ?? true {
        decisions += sums.count
        guard sums.isCovered else { continue }
        parts.covered += sums.count
        reference += sums.totals[5]
        parts.meanSquare += sums.meanSquare(k)
        parts.expected += sums.count * sums.square(k)
      }
      for (place, sums) in places.enumerated() where slice.map({ placeAgent[place] == $0 }) ?? true {
        if sums.isCovered { parts.baseline += sums.count * sums.square(k) }
      }
      guard decisions > 0, parts.covered > 0 else { return .undefined(.noUnits) }
      guard reference > 0 else { return .undefined(.allZero) }
      return scale.map { parts.divided(by: reference, decisions: decisions, scale: $0) }
    }
  }

  /// The scale of the credits: the regression of the expected exact credits on the expected credits, without what is a function of
  /// the situation alone.
  private func scale(
    _ groups: [SituationAccumulator], _ places: [SituationAccumulator]
  ) -> Measured<Double> {
    if let fixedScale { return .value(fixedScale) }
    var (product, square, size) = (0.0, 0.0, 0.0)
    for sums in groups where sums.isCovered {
      product += sums.count * sums.expectedProduct
      square += sums.count * sums.expectedCreditSquare
      size += sums.totals[3]
    }
    for sums in places where sums.isCovered {
      product -= sums.count * sums.expectedProduct
      square -= sums.count * sums.expectedCreditSquare
    }
    guard size > 0 else { return .undefined(.allZero) }
    return square > 1e-12 * size ? .value(product / square) : .undefined(.belowNoise)
  }
}

private struct SituationKey: Hashable {
  let situation, agent: Int32
}

private struct GroupKey: Hashable {
  let place: SituationKey
  let choice: Int32
}

/// Sums of squares, and later shares of the reference's, at a scale.
private struct SituationParts {
  var covered = 0.0, meanSquare = 0.0, expected = 0.0, baseline = 0.0, scale = 0.0

  var bias: Double { expected - baseline }
  var noise: Double { meanSquare - expected }

  func divided(by reference: Double, decisions: Double, scale: Double) -> SituationParts {
    SituationParts(
      covered: covered / decisions, meanSquare: meanSquare / reference, expected: expected / reference,
      baseline: baseline / reference, scale: scale)
  }
}
