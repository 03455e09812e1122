import Ground
import Trajectories

/// What the indices of outcomes and endings in chunks stand for.
struct OutcomeColumns {
  /// One entry an outcome.
  let node: [Int32]
  let reward: [Double]
  /// One entry an ending.
  let endingStatus: [OutcomeStatus]
  let endingScore: [Double]
  let endingReward: [Double]

  /// Those of tables.
  init(_ nodes: NodeTable) {
    node = nodes.outcomeNode
    reward = nodes.outcomeReward
    endingStatus = nodes.endingStatus
    endingScore = nodes.endingScore
    endingReward = nodes.endingReward
  }

  /// Those of a world that grew.
  init(_ world: GrowingWorld) {
    node = world.outcomeNode
    reward = world.outcomeReward
    endingStatus = world.world.states.endings.map(\.status)
    endingScore = world.world.states.endings.map(\.score)
    endingReward = world.world.states.endings.map(\.reward)
  }
}

/// Joins the chunks of a simulation into the columns of one batch, each column by several threads.
struct RolloutAssembly {
  private let chunks: [RolloutChunk]
  private let plan: Rollouts.Plan
  private let threads: Int
  /// First episode, turn and decision of each chunk, and their numbers.
  private let episodeStart: [Int]
  private let turnStart: [Int]
  private let decisionStart: [Int]

  init(_ chunks: [RolloutChunk], plan: Rollouts.Plan, threads: Int) {
    self.chunks = chunks
    self.plan = plan
    self.threads = threads
    episodeStart = Self.starts(chunks.map(\.episodes.count))
    turnStart = Self.starts(chunks.map(\.outcomes.count))
    decisionStart = Self.starts(chunks.map(\.choices.count))
  }

  /// What the names of the batch's tasks and episodes begin with.
  private var name: String { plan.isForFitting ? "fit\(plan.batch)" : "b\(plan.batch)" }

  private static func starts(_ counts: [Int]) -> [Int] {
    counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  /// The batch.
  ///
  /// - Parameters:
  ///   - mdp: Tables with every node and choice of the chunks.
  ///   - indexed: What the chunks' outcomes and endings are.
  func rollouts(on mdp: TurnMDP, _ indexed: OutcomeColumns, policy: TabularPolicy) -> Rollouts {
    let node = nodes(indexed)
    let choice: [Int32] = column(decisionStart) { chunk, rows in
      _ = rows.initialize(from: chunks[chunk].choices)
    }
    var batch = TrajectoryBatch(symbols: mdp.symbols)
    fillTurns(of: &batch.turns, node, on: mdp.nodes, indexed, declaresSignal: mdp.declaresSignal)
    fillDecisions(of: &batch.decisions, choice, on: mdp.information, policy)
    fillEpisodes(of: &batch.episodes, on: mdp.nodes, indexed)
    batch.symbols.tasks.reserveCapacity(plan.groups)
    for group in 0..<plan.groups { _ = batch.symbols.tasks.intern("\(name)-g\(group)") }
    return Rollouts(batch: batch, mdp: mdp, policy: policy, plan: plan, node: node, choice: choice)
  }

  /// The node before each turn: where the episode starts, then where each outcome leads.
  private func nodes(_ indexed: OutcomeColumns) -> [Int32] {
    column(turnStart) { chunk, rows in
      let outcomes = chunks[chunk].outcomes
      var turn = 0
      for episode in chunks[chunk].episodes {
        var node = episode.start
        while turn < episode.turnEnd {
          rows.initializeElement(at: turn, to: node)
          node = indexed.node[Int(outcomes[turn])]
          turn += 1
        }
      }
    }
  }

  private func fillTurns(
    of turns: inout TurnColumns, _ node: [Int32], on nodes: NodeTable, _ indexed: OutcomeColumns,
    declaresSignal: Bool
  ) {
    turns.state = column(turnStart, of: nodes.publicKey, at: node)
    turns.privileged = column(turnStart, of: nodes.privilegedKey, at: node)
    if declaresSignal { turns.signal = column(turnStart, of: nodes.signalKey, at: node) }
    turns.reward = column(turnStart) { chunk, rows in
      for (turn, outcome) in chunks[chunk].outcomes.enumerated() {
        rows.initializeElement(at: turn, to: indexed.reward[Int(outcome)])
      }
      // The ending's reward is part of the last turn's.
      for episode in chunks[chunk].episodes {
        rows[Int(episode.turnEnd) - 1] += indexed.endingReward[Int(episode.ending)]
      }
    }
    turns.decisionStart = column(turnStart, after: 0) { chunk, rows in
      var end = Int32(decisionStart[chunk])
      for turn in rows.indices {
        end += Int32(nodes.slots(of: Int(node[turnStart[chunk] + turn])).count)
        rows.initializeElement(at: turn, to: end)
      }
    }
  }

  private func fillDecisions(
    of decisions: inout DecisionColumns, _ choice: [Int32], on information: InformationTable,
    _ policy: TabularPolicy
  ) {
    decisions.agent = column(decisionStart) { chunk, rows in
      for (place, choice) in chunks[chunk].choices.enumerated() {
        let known = Int(information.choiceInformation[Int(choice)])
        rows.initializeElement(at: place, to: UInt32(information.agent[known]))
      }
    }
    decisions.observation = column(decisionStart) { chunk, rows in
      for (place, choice) in chunks[chunk].choices.enumerated() {
        let known = Int(information.choiceInformation[Int(choice)])
        rows.initializeElement(at: place, to: information.key[known])
      }
    }
    decisions.action = column(decisionStart, of: information.choiceAction, at: choice)
    decisions.logProbability = column(decisionStart, of: policy.logProbability, at: choice)
    if let tokens = information.choiceTokens {
      decisions.tokens = column(decisionStart, of: tokens, at: choice)
    }
  }

  private func fillEpisodes(
    of episodes: inout EpisodeColumns, on nodes: NodeTable, _ indexed: OutcomeColumns
  ) {
    let ending: [Int32] = column(episodeStart) { chunk, rows in
      for (place, episode) in chunks[chunk].episodes.enumerated() {
        rows.initializeElement(at: place, to: episode.ending)
      }
    }
    episodes.names = .numbered(prefix: "\(name)-e", first: 0)
    episodes.task = column(episodeStart) { chunk, rows in
      for place in rows.indices {
        rows.initializeElement(at: place, to: UInt32((episodeStart[chunk] + place) / plan.groupSize))
      }
    }
    episodes.status = column(episodeStart, of: indexed.endingStatus, at: ending)
    episodes.score = column(episodeStart, of: indexed.endingScore, at: ending)
    episodes.final = column(episodeStart) { chunk, rows in
      for (place, episode) in chunks[chunk].episodes.enumerated() {
        let last = chunks[chunk].outcomes[Int(episode.turnEnd) - 1]
        rows.initializeElement(at: place, to: nodes.publicKey[Int(indexed.node[Int(last)])])
      }
    }
    episodes.turnStart = column(episodeStart, after: 0) { chunk, rows in
      for (place, episode) in chunks[chunk].episodes.enumerated() {
        rows.initializeElement(at: place, to: Int32(turnStart[chunk]) + episode.turnEnd)
      }
    }
  }

  /// The column of a table's entries at indices.
  private func column<Element: Sendable>(
    _ start: [Int], of table: [Element], at index: [Int32]
  ) -> [Element] {
    column(start) { chunk, rows in
      for place in rows.indices {
        rows.initializeElement(at: place, to: table[Int(index[start[chunk] + place])])
      }
    }
  }

  /// The column that `fill` writes chunk by chunk, after a first row if one is given.
  ///
  /// - Parameter start: First row of each chunk, and the number of rows.
  @inline(__always)
  private func column<Element>(
    _ start: [Int], after first: Element? = nil,
    _ fill: @Sendable (_ chunk: Int, UnsafeMutableBufferPointer<Element>) -> Void
  ) -> [Element] {
    let lead = first == nil ? 0 : 1
    let count = lead + start[start.count - 1]
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let first { buffer.initializeElement(at: 0, to: first) }
      // Unchecked: each chunk has rows of its own.
      nonisolated(unsafe) let rows = UnsafeMutableBufferPointer(rebasing: buffer[lead..<count])
      parallelForEach(count: chunks.count, threads: threads) { chunk in
        fill(chunk, UnsafeMutableBufferPointer(rebasing: rows[start[chunk]..<start[chunk + 1]]))
      }
      initialized = count
    }
  }
}
