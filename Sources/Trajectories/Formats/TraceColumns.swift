/// The columns of a batch while a trace is read.
struct TraceColumns: Sendable {
  var symbols = TrajectoryBatch.Symbols()
  var episodes = EpisodeColumns()
  var turns = TurnColumns()
  var decisions = DecisionColumns()

  var names: [String] = []
  var finalBelief = OptionalColumn<Double>()
  var expert = OptionalColumn<Bool>()
  var rollout = OptionalColumn<String?>()
  var annotation = OptionalColumn<EpisodeColumns.Annotation?>()
  var fork = OptionalColumn<EpisodeColumns.Fork?>()
  var counterfactuals = OptionalColumn<[EpisodeColumns.CounterfactualScore]>()

  var privileged = OptionalColumn<UInt32>()
  var signal = OptionalColumn<UInt32>()
  var segment = OptionalColumn<Int32>()
  var agentRewards = OptionalColumn<[TurnColumns.AgentReward]>()
  var belief = OptionalColumn<Double>()
  var process = OptionalColumn<Double>()

  var observation = OptionalColumn<UInt32>()
  var logProbability = OptionalColumn<Double>()
  var referenceLogProbability = OptionalColumn<Double>()
  var valid = OptionalColumn<Bool>()
  var tokens = OptionalColumn<Int32>()
  var judge = OptionalColumn<Double>()
  var entropy = OptionalColumn<Double>()
  var rowLabel = OptionalColumn<RowLabel?>()

  /// The most turns, and the most decisions, that a batch can hold.
  let limit: Int
  /// What the lines before, of this batch and of those before it, leave to be remembered.
  var memory: TraceMemory
  /// Symbols of the texts met so far, for the reading of tapes.
  var texts = Texts()
  /// Segment of the turn read last.
  var lastSegment: Int32 = 0
  /// The last decision of each agent, by its symbol, to find an agent that acts twice in a turn.
  var lastDecision: [Int] = []

  init(limit: Int, memory: TraceMemory = TraceMemory()) {
    self.limit = limit
    self.memory = memory
  }

  var episodeCount: Int { names.count }
  /// How many turns or decisions there are, whichever are more.
  var rows: Int { max(turns.state.count, decisions.agent.count) }

  /// Symbols by the bytes of their strings, one table for each of the batch's.
  struct Texts: Sendable {
    var tasks = TextSymbols()
    var agents = TextSymbols()
    var keys = TextSymbols()
    var actions = TextSymbols()

    /// Begins tables in which no text has a symbol yet.
    mutating func beginTables() {
      tasks.beginTable()
      agents.beginTable()
      keys.beginTable()
      actions.beginTable()
    }
  }

  /// The batch of all records so far.
  var batch: TrajectoryBatch {
    var batch = TrajectoryBatch(symbols: symbols, episodes: episodes, turns: turns, decisions: decisions)
    batch.episodes.names = .recorded(names)
    batch.episodes.finalBelief = finalBelief.column
    batch.episodes.expert = expert.column
    batch.episodes.rollout = rollout.column
    batch.episodes.annotation = annotation.column
    batch.episodes.fork = fork.column
    batch.episodes.counterfactuals = counterfactuals.column
    batch.turns.privileged = privileged.column
    batch.turns.signal = signal.column
    batch.turns.segment = segment.column
    batch.turns.agentRewards = agentRewards.column
    batch.turns.belief = belief.column
    batch.turns.process = process.column
    batch.decisions.observation = observation.column
    batch.decisions.logProbability = logProbability.column
    batch.decisions.referenceLogProbability = referenceLogProbability.column
    batch.decisions.valid = valid.column
    batch.decisions.tokens = tokens.column
    batch.decisions.judge = judge.column
    batch.decisions.entropy = entropy.column
    batch.decisions.row = rowLabel.column
    return batch
  }
}
