import CreditMethods
import Simulation

/// A critic whose tables are keyed by the states of turns, whatever the turn's number.
protocol StateTableCritic: TurnCritic {
  /// What identifies a state.
  var key: StateKey { get }
}

extension StateTableCritic {
  /// What the critic sees before the decisions of a turn.
  public var view: CriticView { CriticView(key) }

  /// Its tables pool all turns.
  public var seesTurn: Bool { false }
}
