import Trajectories

/// A batch told in another way, and where each of its decisions stood before.
struct RetoldBatch {
  /// The batch, whose symbols are numbered in the order in which a reader would meet them.
  private(set) var batch: TrajectoryBatch
  /// The decision of the original behind each decision.
  let origin: [Int]

  /// Tells a batch with some of its episodes, in a given order.
  ///
  /// - Parameters:
  ///   - original: The batch.
  ///   - episodes: Which episodes, in which order; each at most once.
  ///   - reversesAgents: Whether turns list their agents the other way round.
  ///   - renames: Whether everything gets another name.
  ///   - factor: What rewards and scores are multiplied by.
  init(
    _ original: TrajectoryBatch, episodes: [Int], reversesAgents: Bool = false, renames: Bool = false,
    factor: Double = 1
  ) {
    let turns = episodes.flatMap { original.turns(of: $0) }
    origin = turns.flatMap { turn -> [Int] in
      let decisions = Array(original.decisions(of: turn))
      return reversesAgents ? decisions.reversed() : decisions
    }
    let naming = renames ? Renaming.init(of:) : { _ in Renaming() }
    var tasks = Renumbering(original.symbols.tasks, naming(original.symbols.tasks.names))
    var agents = Renumbering(original.symbols.agents, naming(original.symbols.agents.names))
    var keys = Renumbering(original.symbols.keys, naming(original.symbols.keys.names))
    var actions = Renumbering(original.symbols.actions, naming(original.symbols.actions.names))
    let names = naming((0..<original.episodeCount).map(original.episodeName))

    var told = original
    let old = original.episodes
    told.episodes.names = .recorded(episodes.map { names[original.episodeName($0)] })
    told.episodes.task = episodes.map { tasks[old.task[$0]] }
    told.episodes.status = episodes.map { old.status[$0] }
    told.episodes.score = episodes.map { old.score[$0] * factor }
    told.episodes.turnStart = Self.starts(episodes.map { original.turns(of: $0).count })
    told.episodes.finalBelief = old.finalBelief.map { column in episodes.map { column[$0] } }
    told.episodes.expert = old.expert.map { column in episodes.map { column[$0] } }
    told.episodes.fork = old.fork.map { column in
      episodes.map { column[$0].map { EpisodeColumns.Fork(episode: names[$0.episode], turn: $0.turn) } }
    }

    let columns = original.turns
    told.turns.state = turns.map { keys[columns.state[$0]] }
    told.turns.reward = turns.map { columns.reward[$0] * factor }
    told.turns.decisionStart = Self.starts(turns.map { original.decisions(of: $0).count })
    told.turns.privileged = columns.privileged.map { column in turns.map { keys[column[$0]] } }
    told.turns.signal = columns.signal.map { column in turns.map { keys[column[$0]] } }
    told.turns.segment = columns.segment.map { column in turns.map { column[$0] } }
    told.turns.belief = columns.belief.map { column in turns.map { column[$0] } }
    told.turns.process = columns.process.map { column in turns.map { column[$0] } }

    told.decisions = original.decisions.reordered(origin)
    told.decisions.agent = told.decisions.agent.map { agents[$0] }
    told.decisions.action = told.decisions.action.map { actions[$0] }
    told.decisions.observation = told.decisions.observation.map { column in column.map { keys[$0] } }
    told.episodes.final = episodes.map { keys[old.final[$0]] }
    told.episodes.counterfactuals = old.counterfactuals.map { column in
      episodes.map { episode in
        column[episode].map {
          EpisodeColumns.CounterfactualScore(agent: agents[$0.agent], score: $0.score * factor)
        }
      }
    }
    told.symbols.tasks = tasks.table
    told.symbols.agents = agents.table
    told.symbols.keys = keys.table
    told.symbols.actions = actions.table
    batch = told
  }

  /// Credits of the retold batch at the places of the original; decisions that it leaves out keep `others`.
  func restored(_ credits: [Double], into others: [Double]) -> [Double] {
    var result = others
    for (decision, credit) in zip(origin, credits) { result[decision] = credit }
    return result
  }

  private static func starts(_ counts: [Int]) -> [Int32] {
    counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + Int32($1)) }
  }
}

/// Names for names: the same ones, or others in reversed alphabetical order.
private struct Renaming {
  private var names: [ByteName: String] = [:]

  init() {}

  init(of names: [String]) {
    let sorted = Set(names.map(ByteName.init)).sorted()
    let width = String(sorted.count).count
    for (rank, name) in sorted.enumerated() {
      let number = String(sorted.count - rank)
      self.names[name] = "n" + String(repeating: "0", count: width - number.count) + number
    }
  }

  subscript(name: String) -> String { names[ByteName(name)] ?? name }
}

/// Symbols of a table, numbered anew in the order in which they are asked for.
private struct Renumbering {
  private(set) var table = SymbolTable()
  private let old: SymbolTable
  private let naming: Renaming

  init(_ old: SymbolTable, _ naming: Renaming) {
    self.old = old
    self.naming = naming
  }

  subscript(symbol: UInt32) -> UInt32 {
    mutating get { symbol == TurnColumns.absent ? symbol : table.intern(naming[old[symbol]]) }
  }
}
