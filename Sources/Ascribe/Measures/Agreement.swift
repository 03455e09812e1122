public import Ground
import CreditMethods
import CreditStatistics
import Trajectories
package import Simulation

/// How far the credits of one method go together with the exact counterfactual credit on one batch.
public struct Agreement: Sendable, Hashable, Codable {
  /// Rank correlation over decisions.
  public let spearman: Measured<Double>
  /// Linear correlation over decisions.
  public let pearson: Measured<Double>
  /// Share of pairs of decisions with different exact credits that the credits order alike; see `Association/concordance(of:with:)`.
  public let concordance: Measured<Double>
  /// Share of decisions whose exact credit another decision has, too: such pairs hold Spearman's correlation down.
  public let tiedShare: Measured<Double>
  /// Share of the squared credit that lies on decisions whose exact credit is 0. Undefined where there are none, and where all
  /// credits are 0.
  public let falseCredit: Measured<Double>
  /// Root mean square credit on decisions whose exact credit is 0, as it is. Undefined where there are none.
  public let falseSize: Measured<Double>
  /// Share of decisions with an exact credit other than 0 whose credit has the same sign.
  public let signAgreement: Measured<Double>
  /// Root mean square of (exact - k · credit) for the best k, divided by the root mean square of the exact credit: 0 is
  /// perfect up to scale, 1 is what a credit of 0 gets.
  public let relativeError: Measured<Double>
  /// Share of episodes whose turn of largest |credit| is one of largest |exact credit|; of several turns of largest
  /// |credit|, each counts with its share.
  public let pivotalTurnRecall: Measured<Double>
  /// What ``pivotalTurnRecall`` is for a turn that is drawn at random.
  public let pivotalTurnChance: Measured<Double>
  /// Variance of the credit between identical decisions (same turn, state and joint action, same agent), whose exact
  /// credit is the same, divided by its variance between all decisions that occur at least twice: 0 is free of noise.
  /// Both are unbiased estimates, so the ratio may pass 1 by chance.
  public let decisionVariance: Measured<Double>
  /// Share of the decisions that occur at least twice, so that ``decisionVariance`` can tell of them.
  public let repeatedShare: Measured<Double>
}

/// What the agreement of every method on one batch rests on.
///
/// Numbers that differ by rounding alone count as equal: decisions that do not matter have the exact credit 0, not
/// whatever is left of 0.1 + 0.2 - 0.3, whose ranks and signs mean nothing.
package struct AgreementReference {
  /// The reference, without rounding.
  let exact: [Double]
  private let exactTurns: [Double]
  /// What follows from the reference alone.
  private var tiedShare: Measured<Double> = .undefined(.noUnits)
  private var pivotalTurnChance: Measured<Double> = .undefined(.noUnits)
  private var repeatedShare: Measured<Double> = .undefined(.noUnits)
  private let batch: TrajectoryBatch
  private let identical: Grouping
  private let scale: Double

  /// - Parameter scale: Largest size of an action value, in reward units: what exact credits are differences of.
  package init(_ rollouts: Rollouts, exact: [Double], scale: Double) {
    batch = rollouts.batch
    self.exact = withoutRounding(exact, tolerance: 1e-12 * scale)
    exactTurns = Self.largestPerTurn(self.exact, batch)
    identical = DecisionSituations(rollouts) { turn, _ in rollouts.row(ofTurn: turn) }.groups
    self.scale = scale
    guard !exact.isEmpty else { return }
    var times: [Double: Int] = [:]
    for credit in self.exact { times[credit, default: 0] += 1 }
    tiedShare = .value(
      Double(self.exact.count { times[$0, default: 0] > 1 }) / Double(exact.count))
    let repeated = (0..<identical.count).reduce(0) { sum, group in
      let count = identical[group].count
      return count > 1 ? sum + count : sum
    }
    repeatedShare = .value(Double(repeated) / Double(exact.count))
    pivotalTurnChance = meanOverEpisodes { range, pivotal in Double(pivotal.count) / Double(range.count) }
  }

  /// Measures the credits of one method.
  package func agreement(of attributed: [Double]) throws(GSLError) -> Agreement {
    try agreement(ofRounded: rounded(attributed))
  }

  /// The credits of one method, those equal that differ by rounding alone.
  func rounded(_ attributed: [Double]) -> [Double] {
    withoutRounding(attributed, tolerance: tolerance(of: attributed))
  }

  /// Measures credits that ``rounded(_:)`` returned.
  func agreement(ofRounded credits: [Double]) throws(GSLError) -> Agreement {
    Agreement(
      spearman: Association.spearman(credits, exact),
      pearson: Association.pearson(credits, exact),
      concordance: Association.concordance(of: credits, with: exact).map(\.index),
      tiedShare: tiedShare,
      falseCredit: falseCredit(credits), falseSize: falseSize(credits),
      signAgreement: Association.signAgreement(of: credits, with: exact, tolerance: 0).map(\.share),
      relativeError: try Association.scaledError(of: credits, against: exact).flatMap(\.relative),
      pivotalTurnRecall: pivotalTurnRecall(credits), pivotalTurnChance: pivotalTurnChance,
      decisionVariance: decisionVariance(credits), repeatedShare: repeatedShare)
  }

  private func falseCredit(_ credits: [Double]) -> Measured<Double> {
    guard exact.contains(0) else { return .undefined(.noUnits) }
    var (all, onZero) = (0.0, 0.0)
    for (credit, exact) in zip(credits, exact) {
      all += credit * credit
      if exact == 0 { onZero += credit * credit }
    }
    return all > 0 ? .value(onZero / all) : .undefined(.allZero)
  }

  private func falseSize(_ credits: [Double]) -> Measured<Double> {
    let squares = zip(credits, exact).lazy.filter { $1 == 0 }.map { $0.0 * $0.0 }
    let count = exact.count { $0 == 0 }
    return count > 0 ? .value((squares.reduce(0, +) / Double(count)).squareRoot()) : .undefined(.noUnits)
  }

  /// What separates two credits of a method that differ by more than rounding. A method has a scale of its own, but
  /// credits that vanish beside the scenario's values are rounding all of them.
  private func tolerance(of credits: [Double]) -> Double {
    let largest = credits.reduce(0) { max($0, abs($1)) }
    return largest <= 1e-13 * scale ? largest : 1e-12 * largest
  }

  private func pivotalTurnRecall(_ credits: [Double]) -> Measured<Double> {
    let turns = Self.largestPerTurn(credits, batch)
    return meanOverEpisodes { range, pivotal in
      let found = Self.tops(turns[range])
      return Double(found.count { pivotal.contains($0) }) / Double(found.count)
    }
  }

  /// The mean of a share over the episodes in which some decision matters, given the turns of an episode and those of them
  /// that are pivotal.
  private func meanOverEpisodes(_ share: (Range<Int>, [Int]) -> Double) -> Measured<Double> {
    var shares: [Double] = []
    for episode in 0..<batch.episodeCount {
      let range = batch.turns(of: episode)
      guard exactTurns[range].contains(where: { $0 > 0 }) else { continue }
      shares.append(share(range, Self.tops(exactTurns[range])))
    }
    return shares.isEmpty ? .undefined(.noUnits) : Descriptive.mean(of: shares)
  }

  /// The places of the largest of some numbers of at least 0: all that equal it but for rounding.
  private static func tops(_ values: ArraySlice<Double>) -> [Int] {
    let largest = values.max() ?? 0
    return values.indices.filter { values[$0] >= largest * (1 - 1e-12) }
  }

  private func decisionVariance(_ credits: [Double]) -> Measured<Double> {
    var all = RunningMoments()
    var within = 0.0
    var kinds = 0
    for group in 0..<identical.count where identical[group].count > 1 {
      kinds += 1
      var moments = RunningMoments()
      for row in identical[group] {
        moments.add(credits[Int(row)])
        all.add(credits[Int(row)])
      }
      within += moments.sumOfSquaredDeviations
    }
    guard kinds > 0 else { return .undefined(.noUnits) }
    guard all.sumOfSquaredDeviations > 0 else { return .undefined(.noVariance) }
    let varianceWithin = within / Double(all.count - kinds)
    return .value(varianceWithin / (all.sumOfSquaredDeviations / Double(all.count - 1)))
  }

  /// max over the agents of |credit|, for each turn.
  private static func largestPerTurn(_ credits: [Double], _ batch: TrajectoryBatch) -> [Double] {
    (0..<batch.turnCount).map { turn in
      batch.decisions(of: turn).reduce(0) { max($0, abs(credits[$1])) }
    }
  }
}
