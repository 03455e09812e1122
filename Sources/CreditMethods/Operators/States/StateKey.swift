package import Trajectories

/// What identifies the state of a turn.
public enum StateKey: String, Sendable, CaseIterable {
  /// The anchor state of the trace.
  case state
  /// The privileged state; the anchor state where a turn has none.
  case privileged
  /// What the acting agent observes; where several act, their `agent=observation` in order, joined by `|`.
  case observation

  /// The key symbols of a batch's turns.
  package struct Symbols: Sendable {
    /// Key of each turn, comparable with the symbols of final states.
    package let turn: [UInt32]
    /// Number of symbols: those of the batch's key table, and joint observations that the table lacks.
    package var count: Int { known.count + joint.count }
    /// The joint observations whose symbols follow those of the batch's key table, because it lacks them.
    package var added: [String] { joint.names }
    private let known: SymbolTable
    private let joint: SymbolTable

    fileprivate init(turn: [UInt32], known: SymbolTable, added: SymbolTable = SymbolTable()) {
      self.turn = turn
      self.known = known
      joint = added
    }

    /// The symbol of a key by its name; `nil` if no turn and no final state has it.
    package func symbol(of name: String) -> UInt32? {
      known.symbol(of: name) ?? joint.symbol(of: name).map { UInt32(known.count) + $0 }
    }
  }

  /// The key of every turn of a batch. The state after an episode's last turn is identified by the trace's `final`,
  /// whatever the choice.
  ///
  /// - Complexity: O(decisions), and one string for each distinct joint observation.
  package func symbols(of batch: TrajectoryBatch) -> Symbols {
    let known = batch.symbols.keys
    switch self {
    case .state: return Symbols(turn: batch.turns.state, known: known)
    case .privileged:
      guard let privileged = batch.turns.privileged else { return StateKey.state.symbols(of: batch) }
      let turn = zip(privileged, batch.turns.state).map { $0 == TurnColumns.absent ? $1 : $0 }
      return Symbols(turn: turn, known: known)
    case .observation:
      let joint = JointObservations(of: batch)
      return Symbols(turn: joint.turn, known: known, added: joint.added)
    }
  }
}
