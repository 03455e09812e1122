/// Episodes, their turns and the decisions of their agents, in columns (structure of arrays).
///
/// Three levels, each a run of consecutive rows of the level below: episode `e` owns the turns `turns(of: e)`, turn
/// `t` owns the decisions `decisions(of: t)`. Turn and decision indices run through the whole batch. Strings are
/// interned in ``symbols``; optional columns are `nil` when no row of the batch has the field.
public struct TrajectoryBatch: Sendable {
  /// The strings behind the symbols of the columns.
  public package(set) var symbols: Symbols
  /// One row an episode.
  public package(set) var episodes: EpisodeColumns
  /// One row a turn.
  public package(set) var turns: TurnColumns
  /// One row a decision: one agent's action in one turn.
  public package(set) var decisions: DecisionColumns

  /// Symbol tables of a batch.
  public struct Symbols: Sendable {
    /// Group keys.
    public package(set) var tasks = SymbolTable()
    /// Agents.
    public package(set) var agents = SymbolTable()
    /// Every state-like key: anchor states, privileged states, observations and final states share one table, so
    /// that equal strings have equal symbols whichever column they stand in.
    public package(set) var keys = SymbolTable()
    /// Actions.
    public package(set) var actions = SymbolTable()

    package init() {}

    /// Empty tables whose strings are made when somebody asks for them.
    static var late: Symbols {
      var symbols = Symbols()
      (symbols.tasks, symbols.agents, symbols.keys, symbols.actions) = (.late, .late, .late, .late)
      return symbols
    }
  }

  package init(
    symbols: Symbols = Symbols(), episodes: EpisodeColumns = EpisodeColumns(),
    turns: TurnColumns = TurnColumns(),
    decisions: DecisionColumns = DecisionColumns()
  ) {
    self.symbols = symbols
    self.episodes = episodes
    self.turns = turns
    self.decisions = decisions
  }

  /// Number of episodes.
  public var episodeCount: Int { episodes.task.count }
  /// Number of turns of all episodes.
  public var turnCount: Int { turns.state.count }
  /// Number of decisions of all turns; credits of this batch have this length.
  public var decisionCount: Int { decisions.agent.count }

  /// The turns of an episode, in order.
  public func turns(of episode: Int) -> Range<Int> {
    Int(episodes.turnStart[episode])..<Int(episodes.turnStart[episode + 1])
  }

  /// The decisions of a turn, in the order of the trace.
  public func decisions(of turn: Int) -> Range<Int> {
    Int(turns.decisionStart[turn])..<Int(turns.decisionStart[turn + 1])
  }

  /// All decisions of an episode: its turns' decisions are consecutive.
  public func decisions(ofEpisode episode: Int) -> Range<Int> {
    let turns = turns(of: episode)
    return Int(self.turns.decisionStart[turns.lowerBound])..<Int(self.turns.decisionStart[turns.upperBound])
  }

  /// The identifier of an episode, unique in the batch.
  public func episodeName(_ episode: Int) -> String { episodes.names[episode] }

  /// The group key of an episode.
  public func taskName(of episode: Int) -> String { symbols.tasks[episodes.task[episode]] }
}
