public import CreditMethods
public import Trajectories
public import Simulation

/// A method whose credits rest on fitted values of turns, so that these can be held against exact values.
///
/// A critic of one's own conforms to it: ``view`` says what it may know, ``values(of:in:)`` what it makes of that. Registered as
/// any other method it works in `ascribe critics` too.
public protocol TurnCritic: CreditMethod {
  /// What the critic sees.
  var view: CriticView { get }
  /// Whether it also sees the turn's number, so that turns of different numbers never look the same to it; true unless
  /// a critic says otherwise.
  var seesTurn: Bool { get }

  /// The fitted values of a batch's turns.
  ///
  /// - Throws: `AttributionError` as `CreditMethod.attribute(_:in:)`.
  func values(of batch: TrajectoryBatch, in context: AttributionContext) throws(AttributionError)
    -> TurnValues
}

extension TurnCritic {
  /// Turns of different numbers are told apart.
  public var seesTurn: Bool { true }
}

/// Values that a critic gives to the turns of a batch.
public struct TurnValues: Sendable {
  /// What a number values.
  public enum Kind: Sendable {
    /// The situation before the turn's decisions: compared with V.
    case state
    /// The situation together with the joint action that was taken: compared with Q.
    case stateAndAction
  }

  /// What a number values.
  public let kind: Kind
  /// One value a turn of the batch, in reward units.
  public let values: [Double]
  /// How the fit ended.
  public let fit: CriticFit

  /// Values and how they were fitted.
  public init(kind: Kind, values: [Double], fit: CriticFit) {
    self.kind = kind
    self.values = values
    self.fit = fit
  }
}
