import CreditMethods
import Trajectories

/// Judged episodes as a mixing critic reads them that was fitted to other episodes alone.
///
/// A judged turn is read as the fitted turns of the same joint action in the same situation. Where there are none, the fit
/// says nothing of its decisions: their credit is 0, and the joint action is worth the mean of the fitted turns of its
/// number, or of all of them.
struct FittedElsewhere<Method: MixingMethod> {
  private let method: Method
  private let judged, others: TrajectoryBatch
  private let fitted: FittedMixing<Method.Model>
  /// Judged turns, then fitted ones.
  private let groups: TeamGroups
  /// The row of the model that each judged turn has; `nil` where no fitted turn has it.
  private let row: [Int?]
  /// Which of the judged episodes were cut.
  private let cuts: CutEpisodes

  /// Fits a method to the episodes that are set aside.
  ///
  /// - Throws: ``AttributionError`` where there are none, as the fit, and with `unmet=error` for a turn that the fit says
  ///   nothing of.
  init(
    _ method: Method, _ judged: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) {
    let rules = method.rules
    try FitSettings.Episodes.other.require(context, for: Method.card)
    let others = context.fitting ?? judged
    let fitted = try method.fit(to: others, judging: 0, in: context)
    let all = judged.joined(with: others)
    let groups = TeamGroups(of: all, seenBy: rules.view, usesTurn: rules.usesTurn)
    var known = [Int?](repeating: nil, count: groups.rows.count)
    if let rows = fitted.model?.rows {
      for (turn, row) in rows.turnRow.enumerated() {
        known[Int(groups.rows.group[judged.turnCount + turn])] = Int(row)
      }
    }
    let row = (0..<judged.turnCount).map { known[Int(groups.rows.group[$0])] }
    if rules.unmet == .error, let missing = row.firstIndex(of: nil) {
      let (episode, number) = judged.place(ofTurn: missing)
      throw .refused(
        method: Method.card.id,
        reason:
          "the joint action of turn \(number) of episode \"\(judged.episodeName(episode))\" was taken at none of the "
          + "\(others.turnCount) turns that it is fitted to, in the same situation; \(row.count { $0 == nil }) judged "
          + "ones are so. Fit it to more episodes, let it see less, or use fit=all.")
    }
    let ends =
      rules.bootstraps && context.simulation == nil
      ? TruncatedEnds(of: all, usesTurn: rules.usesTurn, judged: judged.episodeCount) {
        $0 >= judged.turnCount
      } : .none
    (self.method, self.judged, self.others) = (method, judged, others)
    (self.fitted, self.groups, self.row) = (fitted, groups, row)
    cuts = ends.cuts
  }

  /// The credit of every judged decision.
  var credits: Folds.Judged {
    var credits = [Double](repeating: 0, count: judged.decisionCount)
    guard let rows = fitted.model?.rows else { return Folds.Judged(credits: credits, cuts: cuts) }
    let byRow = fitted.read(rows.rowChoice.count) { method.rules.reading.credits(of: $0, $1) }
    let losses = lossesBeyondFitted
    for turn in 0..<judged.turnCount {
      guard let row = row[turn] else { continue }
      let first = rows.rowStart[row]
      for (place, decision) in judged.decisions(of: turn).enumerated() {
        credits[Int(groups.decisions[decision])] = byRow[first + place] - (losses?[turn] ?? 0)
      }
    }
    return Folds.Judged(credits: credits, fits: [fitted.report(of: Method.card.id)], cuts: cuts)
  }

  /// Q_tot of every judged turn's joint action.
  var values: TurnValues {
    let fit = fitted.report(of: Method.card.id)
    guard let rows = fitted.model?.rows else {
      return TurnValues(
        kind: .stateAndAction, values: [Double](repeating: 0, count: judged.turnCount), fit: fit)
    }
    let byRow = fitted.read(rows.rowCount) { $0.values($1) }
    let ofFitted = rows.turnRow.map { byRow[Int($0)] }
    let values = row.map { $0.map { byRow[$0] } }
    return TurnValues(
      kind: .stateAndAction,
      values: values.filled(at: judged.turnNumbers, by: ofFitted, at: others.turnNumbers), fit: fit)
  }

  /// What each judged turn loses by invalid actions, less the mean over the fitted turns of its cell; `nil` where rows lose
  /// nothing.
  private var lossesBeyondFitted: [Double]? {
    let own = TurnRewards(of: judged, by: method.rules.returns).rowPenalty
    let lost = fitted.rewards.rowPenalty
    guard own != nil || lost != nil else { return nil }
    var sum = [(loss: Double, turns: Double)](repeating: (0, 0), count: groups.cells.count)
    for turn in 0..<others.turnCount {
      let cell = Int(groups.cells.group[judged.turnCount + turn])
      sum[cell].loss += lost?[turn] ?? 0
      sum[cell].turns += 1
    }
    return (0..<judged.turnCount).map { turn in
      let mean = sum[Int(groups.cells.group[turn])]
      return (own?[turn] ?? 0) - (mean.turns > 0 ? mean.loss / mean.turns : 0)
    }
  }
}

extension [Double?] {
  /// Numbers of turns, in which one that is missing is the mean of the fitted turns with the same number in their episode,
  /// or of all of them; 0 where there are none.
  func filled(at number: [Int], by fitted: [Double], at fittedNumber: [Int]) -> [Double] {
    guard contains(nil) else { return compactMap(\.self) }
    var sums: [Int: (value: Double, count: Double)] = [:]
    for (value, number) in zip(fitted, fittedNumber) {
      let sum = sums[number] ?? (0, 0)
      sums[number] = (sum.value + value, sum.count + 1)
    }
    let all = fitted.isEmpty ? 0 : fitted.reduce(0, +) / Double(fitted.count)
    return zip(self, number).map { value, number in
      value ?? sums[number].map { $0.value / $0.count } ?? all
    }
  }
}

extension TrajectoryBatch {
  /// The number of each turn in its episode. Shape `[turns]`.
  var turnNumbers: [Int] { (0..<episodeCount).flatMap { Array(0..<turns(of: $0).count) } }
}
