import CreditMethods
import Trajectories

/// What a row of a fit weighs.
enum RowWeighting: String, CaseIterable {
  /// Every turn weighs the same.
  case turns
  /// Every episode weighs the same: a turn weighs one over its episode's length.
  case episodes

  /// The parameter that names it.
  static let help = "every turn, or every episode, weighs the same in the fit"

  /// The weight of every row.
  ///
  /// - Parameter firstTurn: First turn that the critic is fitted to; rows of earlier turns weigh nothing.
  func weights(of rows: CriticRows, in batch: TrajectoryBatch, fromTurn firstTurn: Int) -> [Double] {
    let ofTurns: [Double] =
      switch self {
      case .turns: [Double](repeating: 1, count: batch.turnCount)
      case .episodes:
        batch.repeatedPerTurn((0..<batch.episodeCount).map { 1 / Double(batch.turns(of: $0).count) })
      }
    return rows.turn.map { Int($0) < firstTurn ? 0 : ofTurns[Int($0)] }
  }
}

extension FitSettings.Episodes {
  /// Refuses a context without the episodes that a critic is fitted to.
  func require(_ context: AttributionContext, for card: MethodCard) throws(AttributionError) {
    guard self == .other, context.fitting == nil else { return }
    throw .lacks(
      method: card.id, need: "episodes beside the judged ones (fit=other)",
      howToSupply:
        "Give --fit-episodes N with ascribe run, or --fit FILE with ascribe attribute; or use fit=all.")
  }
}
