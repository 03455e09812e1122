import CreditMethods
import Simulation
import Trajectories

/// The episodes of a batch in folds, each of which is judged by a critic that is fitted to the others.
///
/// Folds are made of whole groups, so that no episode is judged by what its siblings earned: the groups in the order of
/// the batch are dealt out to the folds in turn. Where there is one group, its episodes are.
///
/// Source: Chernozhukov et al. 2018, Double/debiased machine learning, definition 3.1 (cross-fitting).
struct Folds {
  /// The episodes of each fold, in ascending order; at least two folds, none of them empty.
  let episodes: [[Int]]

  /// Divides a batch.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - count: The most folds.
  ///   - method: The method's identifier, for the error.
  /// - Throws: `AttributionError.refused` for a batch of fewer than two episodes.
  init(of batch: TrajectoryBatch, count: Int, method: String) throws(AttributionError) {
    let groups = Groups(of: batch)
    let units =
      groups.count > 1
      ? (0..<groups.count).map { groups[$0].map { Int($0) } } : (0..<batch.episodeCount).map { [$0] }
    guard units.count > 1 else {
      throw .refused(
        method: method,
        reason: "fit=folds needs at least two episodes, and there is \(units.count). Use fit=all.")
    }
    let folds = min(count, units.count)
    var episodes = [[Int]](repeating: [], count: folds)
    for (place, unit) in units.enumerated() { episodes[place % folds] += unit }
    self.episodes = episodes.map { $0.sorted() }
  }

  /// One fold, and what its critic is fitted to.
  struct Part {
    /// The episodes of the fold.
    let judged: TrajectoryBatch
    /// The context in which all other episodes are set aside for fitting.
    let context: AttributionContext
    /// The fold's turns and decisions in the whole batch.
    let turns, decisions: [Int]
  }

  /// The folds of the batch that was divided.
  func parts(of batch: TrajectoryBatch, in context: AttributionContext) -> [Part] {
    episodes.map { fold in
      let isJudged = Set(fold)
      let others = batch.selecting((0..<batch.episodeCount).filter { !isJudged.contains($0) })
      let simulation = context.simulation?.selecting(fold)
      return Part(
        judged: simulation?.batch ?? batch.selecting(fold),
        context: context.changed(
          simulation: simulation, fitting: context.fitting.map { others.joined(with: $0) } ?? others,
          history: context.history),
        turns: fold.flatMap { batch.turns(of: $0) },
        decisions: fold.flatMap { batch.decisions(ofEpisode: $0) })
    }
  }
}

extension Folds {
  /// Credits of judged episodes, before they are known to be finite.
  struct Judged {
    var credits: [Double]
    /// How the fits ended that they rest on.
    var fits: [CriticFit] = []
    /// Truncated episodes that were bootstrapped.
    var cuts = CutEpisodes()
    /// What the values rest on.
    var support = ValueSupport()

    /// The attribution of a batch.
    func attribution(
      of batch: TrajectoryBatch, _ card: MethodCard, in context: AttributionContext
    ) throws(AttributionError) -> Attribution {
      var attribution = try Attribution(
        finite: credits, of: batch, method: card.id, fittedTurns: context.fitting?.turnCount ?? 0, fits: fits,
        cuts: cuts)
      attribution.support = support
      return attribution
    }
  }

  /// The credits of every fold by a fit to the others.
  ///
  /// - Parameter judge: The credits of a fold, by a fit to the episodes that its context sets aside.
  static func credits(
    of batch: TrajectoryBatch, folds: Int, method: String, in context: AttributionContext,
    _ judge: (TrajectoryBatch, AttributionContext) throws(AttributionError) -> Judged
  ) throws(AttributionError) -> Judged {
    var judged = Judged(credits: [Double](repeating: 0, count: batch.decisionCount))
    for fold in try Folds(of: batch, count: folds, method: method).parts(of: batch, in: context) {
      let found = try judge(fold.judged, fold.context)
      for (decision, credit) in zip(fold.decisions, found.credits) { judged.credits[decision] = credit }
      judged.fits += found.fits
      judged.cuts += found.cuts
    }
    return judged
  }

  /// The values of every fold by a fit to the others; of the fits the one that ended worst is told.
  ///
  /// - Parameter judge: The values of a fold, by a fit to the episodes that its context sets aside.
  static func values(
    of batch: TrajectoryBatch, folds: Int, method: String, in context: AttributionContext,
    _ judge: (TrajectoryBatch, AttributionContext) throws(AttributionError) -> TurnValues
  ) throws(AttributionError) -> TurnValues {
    var values = [Double](repeating: 0, count: batch.turnCount)
    var fits = CriticFits()
    var kind = TurnValues.Kind.state
    for fold in try Folds(of: batch, count: folds, method: method).parts(of: batch, in: context) {
      let found = try judge(fold.judged, fold.context)
      for (turn, value) in zip(fold.turns, found.values) { values[turn] = value }
      fits += [found.fit]
      kind = found.kind
    }
    let fit = fits.worst ?? .closedForm("values of \(method)", parameters: 0, loss: 0)
    return TurnValues(kind: kind, values: values, fit: fit)
  }
}

extension ValueSupport {
  /// What the values of a table rest on that is fitted to the judged turns, among others.
  ///
  /// - Parameters:
  ///   - cell: Cell of each row, those of judged turns first.
  ///   - count: Number of cells.
  ///   - judged: Number of rows of judged turns.
  /// - Complexity: O(rows + cells).
  init(of cell: some Sequence<some BinaryInteger>, count: Int, judged: Int) {
    var rows = [Int](repeating: 0, count: count)
    for cell in cell { rows[Int(cell)] += 1 }
    self.init(values: judged, ofOneTurn: cell.prefix(judged).count { rows[Int($0)] == 1 })
  }
}

extension CriticRows {
  /// Values of rows, in which a row of which the fit says nothing has the mean of the fitted rows whose turns have the same
  /// number, or of all fitted rows if there are none of that number.
  ///
  /// - Parameters:
  ///   - values: One value a row.
  ///   - isKnown: Whether the fit says anything of each row.
  ///   - weights: Weight of each row in the fit.
  /// - Complexity: O(rows).
  func filled(_ values: [Double], where isKnown: [Bool], weights: [Double]) -> [Double] {
    guard isKnown.contains(false) else { return values }
    let number = turnNumber
    var sums = [(value: Double, weight: Double)](repeating: (0, 0), count: (number.max() ?? 0) + 1)
    var all = (value: 0.0, weight: 0.0)
    for row in values.indices where isKnown[row] && weights[row] > 0 {
      sums[number[row]].value += weights[row] * values[row]
      sums[number[row]].weight += weights[row]
      all.value += weights[row] * values[row]
      all.weight += weights[row]
    }
    return values.indices.map { row in
      guard !isKnown[row] else { return values[row] }
      let mean = sums[number[row]].weight > 0 ? sums[number[row]] : all
      return mean.weight > 0 ? mean.value / mean.weight : 0
    }
  }
}
