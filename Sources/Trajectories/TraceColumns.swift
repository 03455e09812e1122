/// The columns of a batch while a trace is read, with what the rules that span lines need to remember.
struct TraceColumns {
  var symbols = TrajectoryBatch.Symbols()
  var episodes = EpisodeColumns()
  var turns = TurnColumns()
  var decisions = DecisionColumns()

  var names: [String] = []
  var finalBelief = OptionalColumn<Double>()
  var expert = OptionalColumn<Bool>()
  var fork = OptionalColumn<EpisodeColumns.Fork?>()
  var counterfactuals = OptionalColumn<[EpisodeColumns.CounterfactualScore]>()

  var privileged = OptionalColumn<UInt32>()
  var segment = OptionalColumn<Int32>()
  var belief = OptionalColumn<Double>()
  var process = OptionalColumn<Double>()

  var observation = OptionalColumn<UInt32>()
  var logProbability = OptionalColumn<Double>()
  var referenceLogProbability = OptionalColumn<Double>()
  var valid = OptionalColumn<Bool>()
  var tokens = OptionalColumn<Int32>()
  var judge = OptionalColumn<Double>()
  var entropy = OptionalColumn<Double>()

  /// The most turns, and the most decisions, that a batch can hold.
  let limit: Int
  /// Line of each episode by its name.
  var lineOfEpisode: [String: Int] = [:]
  /// Line of the first decision with factors.
  var lineOfFactors = 0
  /// Segment of the turn read last.
  var lastSegment: Int32 = 0
  /// The last decision of each agent, by its symbol, to find an agent that acts twice in a turn.
  var lastDecision: [Int] = []

  init(limit: Int) { self.limit = limit }

  var episodeCount: Int { names.count }

  /// The batch of all records so far.
  var batch: TrajectoryBatch {
    var batch = TrajectoryBatch(symbols: symbols, episodes: episodes, turns: turns, decisions: decisions)
    batch.episodes.names = .recorded(names)
    batch.episodes.finalBelief = finalBelief.column
    batch.episodes.expert = expert.column
    batch.episodes.fork = fork.column
    batch.episodes.counterfactuals = counterfactuals.column
    batch.turns.privileged = privileged.column
    batch.turns.segment = segment.column
    batch.turns.belief = belief.column
    batch.turns.process = process.column
    batch.decisions.observation = observation.column
    batch.decisions.logProbability = logProbability.column
    batch.decisions.referenceLogProbability = referenceLogProbability.column
    batch.decisions.valid = valid.column
    batch.decisions.tokens = tokens.column
    batch.decisions.judge = judge.column
    batch.decisions.entropy = entropy.column
    return batch
  }
}
