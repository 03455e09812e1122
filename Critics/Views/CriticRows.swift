import CreditMethods
import Trajectories
import Simulation

/// The rows that a critic values: turns, or for a critic of one agent's information state decisions; what each looks
/// like to it, and which row comes next.
struct CriticRows {
  /// What the critic sees.
  let view: CriticView
  /// Turn of the batch of each row.
  let turn: [Int32]
  /// Row whose value is the next one: that of the episode's next turn, or of the agent's next decision; -1 at the end.
  let next: [Int32]
  /// Cell of each row: rows that look the same share one.
  let cell: [Int32]
  /// Number of cells.
  let cellCount: Int
  private let batch: TrajectoryBatch
  private let usesTurn: Bool
  private let histories: Histories?

  /// Number of rows.
  var count: Int { turn.count }
  /// Whether rows are decisions.
  var areDecisions: Bool { view == .own }

  /// The rows of a batch.
  ///
  /// - Parameters:
  ///   - view: What the critic sees. An information state tells who acts; what several acting agents know together
  ///     counts as one.
  ///   - usesTurn: Whether it also sees the turn's number within the episode.
  /// - Complexity: O(decisions + symbols), with a history O(longest episode · symbols) on top.
  init(of batch: TrajectoryBatch, seenBy view: CriticView, usesTurn: Bool) {
    self.view = view
    self.batch = batch
    self.usesTurn = usesTurn
    turn =
      view == .own
      ? batch.repeatedPerDecision((0..<Int32(batch.turnCount)).map(\.self))
      : (0..<Int32(batch.turnCount)).map(\.self)
    next = view == .own ? Self.nextDecisions(of: batch) : Self.nextTurns(of: batch)
    histories = view.hasHistory ? Histories(of: batch) : nil
    let (number, longest) = Self.turnNumbers(of: batch)
    var cells =
      usesTurn
      ? Grouping(turn.map { number[Int($0)] }, count: longest)
      : Grouping([UInt32](repeating: 0, count: turn.count), count: 1)
    let split = { (symbol: [UInt32], count: Int) in
      cells = Grouping(cells.split(by: symbol, symbolCount: count))
    }
    if let histories {
      split(histories.history, histories.count)
    } else if view == .own {
      split(batch.ownObservations, batch.symbols.keys.count)
      split(batch.decisions.agent, batch.symbols.agents.count)
    } else if view != .privileged {
      let symbols = StateKey.observation.symbols(of: batch)
      split(symbols.turn, symbols.count)
    }
    if view.hasState {
      let symbols = StateKey.privileged.symbols(of: batch)
      split(symbols.turn, symbols.count)
    }
    if view.hasSignal, let signal = batch.turns.signal { split(signal, batch.symbols.keys.count) }
    if view != .privileged, view != .own, histories == nil {
      // The key of several agents names them; that of one does not.
      split(batch.soleAgents, batch.symbols.agents.count + 1)
    }
    cell = cells.group.map { Int32($0) }
    cellCount = cells.count
  }

  /// The number of each row's turn in its episode.
  var turnNumber: [Int] {
    let number = Self.turnNumbers(of: batch).number
    return turn.map { Int(number[Int($0)]) }
  }

  /// The number of each turn in its episode, and the length of the longest episode.
  private static func turnNumbers(of batch: TrajectoryBatch) -> (number: [UInt32], longest: Int) {
    var longest = 1
    var number = [UInt32](repeating: 0, count: batch.turnCount)
    for episode in 0..<batch.episodeCount {
      let turns = batch.turns(of: episode)
      longest = max(longest, turns.count)
      for index in turns { number[index] = UInt32(index - turns.lowerBound) }
    }
    return (number, longest)
  }

  private static func nextTurns(of batch: TrajectoryBatch) -> [Int32] {
    var next = (0..<Int32(batch.turnCount)).map { $0 + 1 }
    for episode in 0..<batch.episodeCount {
      if let last = batch.turns(of: episode).last { next[last] = -1 }
    }
    return next
  }

  /// The next decision of the same agent in the same episode.
  private static func nextDecisions(of batch: TrajectoryBatch) -> [Int32] {
    var next = [Int32](repeating: -1, count: batch.decisionCount)
    var later = [Int](repeating: -1, count: batch.symbols.agents.count)
    for episode in 0..<batch.episodeCount {
      let decisions = batch.decisions(ofEpisode: episode)
      for decision in decisions.reversed() {
        let agent = Int(batch.decisions.agent[decision])
        next[decision] = later[agent] >= decisions.lowerBound ? Int32(later[agent]) : -1
        later[agent] = decision
      }
      for decision in decisions { later[Int(batch.decisions.agent[decision])] = -1 }
    }
    return next
  }

  /// What the critic sees, part by part: the turn, what each agent observes, the state, the signal; a history counts as
  /// one part.
  ///
  /// - Complexity: O(agents · turns + symbols).
  var parts: [RowPart] {
    let keys = batch.symbols.keys
    let key: @Sendable (UInt32) -> String = { "\"\(keys[$0])\"" }
    var parts: [RowPart] = []
    if usesTurn {
      let (number, longest) = Self.turnNumbers(of: batch)
      parts.append(
        RowPart("turn", symbol: turn.map { number[Int($0)] }, symbolCount: longest) { "\($0)" })
    }
    if let histories {
      parts.append(RowPart("history", symbol: histories.history, symbolCount: histories.count) { "\($0)" })
    } else if view == .own {
      let agents = batch.symbols.agents
      parts.append(RowPart("agent", symbol: batch.decisions.agent, symbolCount: agents.count) { agents[$0] })
      parts.append(
        RowPart("observation", symbol: batch.ownObservations, symbolCount: keys.count, symbolName: key))
    } else if view != .privileged {
      let observations = batch.ownObservations
      for (agent, name) in batch.symbols.agents.names.enumerated() {
        var symbol = [UInt32](repeating: RowPart.none, count: batch.turnCount)
        for turn in 0..<batch.turnCount {
          for decision in batch.decisions(of: turn) where Int(batch.decisions.agent[decision]) == agent {
            symbol[turn] = observations[decision]
          }
        }
        parts.append(
          RowPart("observation of \(name)", symbol: symbol, symbolCount: keys.count, symbolName: key))
      }
    }
    if view.hasState {
      let symbols = StateKey.privileged.symbols(of: batch)
      parts.append(
        RowPart("privileged state", symbol: symbols.turn, symbolCount: symbols.count, symbolName: key))
    }
    if view.hasSignal, let signal = batch.turns.signal {
      parts.append(RowPart("signal", symbol: signal, symbolCount: keys.count, symbolName: key))
    }
    return parts
  }
}

extension CriticView {
  /// Whether it sees the privileged state.
  var hasState: Bool { self == .privileged || self == .both || self == .historyAndState }
  /// Whether it sees the declared signal.
  var hasSignal: Bool { self == .signal || self == .historyAndSignal }
  /// Whether it sees the history of the episode.
  var hasHistory: Bool { self == .history || self == .historyAndState || self == .historyAndSignal }
}

extension TrajectoryBatch {
  /// What each agent observes: its observation, or the turn's state where it has none. Shape `[decisions]`.
  var ownObservations: [UInt32] { decisions.observation ?? repeatedPerDecision(turns.state) }

  /// One more than the agent of each turn in which one agent acts; 0 where several do. Shape `[turns]`.
  var soleAgents: [UInt32] {
    (0..<turnCount).map { turn in
      let decisions = decisions(of: turn)
      return decisions.count == 1 ? self.decisions.agent[decisions.lowerBound] + 1 : 0
    }
  }
}
