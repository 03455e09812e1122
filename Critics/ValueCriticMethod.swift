import CreditMethods
import Trajectories
import Simulation

/// A method that is a value critic: what it sees and its values are the critic's, and its credit is the critic's advantage
/// unless it reads another one.
protocol ValueCriticMethod: TurnCritic {
  /// The critic.
  var critic: ValueCritic { get }
}

extension ValueCriticMethod {
  /// What the critic sees.
  public var view: CriticView { critic.view }

  /// Whether it also sees the turn's number.
  public var seesTurn: Bool { critic.usesTurn }

  /// The advantage of every turn, copied to its acting agents.
  public func attribute(
    _ batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> Attribution { try critic.attribute(batch, in: context) }

  /// The fitted value of every turn of a batch.
  public func values(
    of batch: TrajectoryBatch, in context: AttributionContext
  ) throws(AttributionError) -> TurnValues { try critic.values(of: batch, in: context) }
}
