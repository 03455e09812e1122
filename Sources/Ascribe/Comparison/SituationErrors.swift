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
          sums: [
            batch.count[row], batch.credit[row], batch.reference[row], batch.creditSquare[row],
            batch.product[row], batch.referenceSquare[row],
          ])
      }
    }
    self.situationOf = situationOf
    self.agentOf = agentOf
    situations = places.count
  }

  /// The parts of the error: over all agents first, then over the decisions of each that decides.
  func errors() -> [SituationErrors] {
    let slices: [Int?] = [nil] + agents.indices.filter { agentOf.contains($0) }.map { $0 }
    let whole = parts(without: nil, slices)
    let left = entries.count < 2 ? [] : entries.indices.map { parts(without: $0, slices) }
    return slices.enumerated().map { place, agent in
      let found = whole[place]
      let estimate = { (part: (SituationParts) -> Double) in
        let estimate = Estimate(
          found.map(part), without: left.map { $0[place].map(part).optional }, batches: entries.count, plan,
          within: 0...Double.infinity)
        return Estimate(
          mean: estimate.mean.map { max(0, $0) }, interval: estimate.interval, batches: entries.count)
      }
      return SituationErrors(
        agent: agent.map { agents[$0] }, scale: found.map(\.scale), coveredShare: found.map(\.covered),
        meanSquare: estimate(\.meanSquare), bias: estimate(\.bias), baseline: estimate(\.baseline),
        noise: estimate(\.noise))
    }
  }

  /// The parts of each slice, without the sums of one batch.
  private func parts(without left: Int?, _ slices: [Int?]) -> [Measured<SituationParts>] {
    var groups = [SituationAccumulator](repeating: SituationAccumulator(), count: situationOf.count)
    for (batch, entries) in entries.enumerated() where batch != left {
      for entry in entries { groups[entry.group].add(entry.sums) }
    }
    var places = [SituationAccumulator](repeating: SituationAccumulator(), count: situations)
    // A situation's sums of a batch hold the covered groups alone.
    var open: [Int: [Double]] = [:]
    for (batch, entries) in entries.enumerated() where batch != left {
      open.removeAll(keepingCapacity: true)
      for entry in entries where groups[entry.group].isCovered {
        let place = situationOf[entry.group]
        let known = open[place] ?? [0, 0, 0, 0, 0, 0]
        open[place] = zip(known, entry.sums).map { $0 + $1 }
      }
      // Every place gets one number, so that their order does not matter.
      for (place, sums) in open { places[place].add(sums) }
    }
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

/// The sums of one batch in one group.
private struct SituationEntry {
  let group: Int
  /// Count, and sums of c, r, c², c r, r².
  let sums: [Double]
}

/// Sums over batches, with the sums of the squares of a batch's sums.
private struct SituationAccumulator {
  var totals = [0.0, 0, 0, 0, 0, 0]
  /// Sums over batches of the squares of the count, of c and of r, and of the product of c and r.
  var countSquare = 0.0, creditSquare = 0.0, product = 0.0, referenceSquare = 0.0

  var count: Double { totals[0] }

  /// Whether more than one batch came here.
  var isCovered: Bool { totals[0] * totals[0] - countSquare > 0.5 }

  mutating func add(_ sums: [Double]) {
    for index in sums.indices { totals[index] += sums[index] }
    countSquare += sums[0] * sums[0]
    creditSquare += sums[1] * sums[1]
    product += sums[1] * sums[2]
    referenceSquare += sums[2] * sums[2]
  }

  /// The square of the expected error, from products of the sums of different batches.
  func square(_ k: Double) -> Double {
    let sum = k * totals[1] - totals[2]
    let own = k * k * creditSquare - 2 * k * product + referenceSquare
    return (sum * sum - own) / pairs
  }

  /// The square of the expected credit, and its product with the expected reference, likewise.
  var expectedCreditSquare: Double { (totals[1] * totals[1] - creditSquare) / pairs }
  var expectedProduct: Double { (totals[1] * totals[2] - product) / pairs }

  /// Pairs of decisions of different batches.
  private var pairs: Double { totals[0] * totals[0] - countSquare }

  /// The sum of squared errors.
  func meanSquare(_ k: Double) -> Double { k * k * totals[3] - 2 * k * totals[4] + totals[5] }
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
