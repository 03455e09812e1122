import Trajectories

/// Joins the chunks of a simulation into the columns of one batch.
struct RolloutAssembly {
  private let parts: [RolloutRecorder]
  private let plan: Rollouts.Plan

  init(_ parts: [RolloutRecorder], plan: Rollouts.Plan) {
    self.parts = parts
    self.plan = plan
  }

  func rollouts(on mdp: TurnMDP, policy: Policy) -> Rollouts {
    let node = turnColumn { $0.node }
    let information = decisionColumn { $0.information }
    let choice = decisionColumn { $0.choice }
    var batch = TrajectoryBatch(symbols: mdp.symbols)
    batch.turns.state = node.map { mdp.nodes.publicKey[Int($0)] }
    batch.turns.privileged = node.map { mdp.nodes.privilegedKey[Int($0)] }
    batch.turns.reward = turnColumn { $0.reward }
    batch.turns.decisionStart = offsets(turnColumn { $0.decisionEnd }, lengths: parts.map(\.turnCount)) {
      $0.decisionCount
    }
    batch.decisions.agent = information.map { UInt32(mdp.information.agent[Int($0)]) }
    batch.decisions.observation = information.map { mdp.information.key[Int($0)] }
    batch.decisions.action = choice.map { mdp.information.choiceAction[Int($0)] }
    batch.decisions.logProbability = choice.map { policy.logProbability[Int($0)] }
    if let tokens = mdp.information.choiceTokens {
      batch.decisions.tokens = choice.map { tokens[Int($0)] }
    }
    fillEpisodes(of: &batch, on: mdp)
    return Rollouts(batch: batch, mdp: mdp, policy: policy, plan: plan, node: node, choice: choice)
  }

  private func fillEpisodes(of batch: inout TrajectoryBatch, on mdp: TurnMDP) {
    let count = plan.groups * plan.groupSize
    let ending = parts.flatMap(\.ending)
    let name = plan.isForFitting ? "fit\(plan.batch)" : "b\(plan.batch)"
    batch.symbols.tasks = SymbolTable((0..<plan.groups).map { "\(name)-g\($0)" })
    batch.episodes.names = .numbered(prefix: "\(name)-e", first: 0)
    batch.episodes.task = (0..<count).map { UInt32($0 / plan.groupSize) }
    batch.episodes.status = ending.map { mdp.nodes.endingStatus[Int($0)] }
    batch.episodes.score = ending.map { mdp.nodes.endingScore[Int($0)] }
    batch.episodes.final = parts.flatMap(\.finalNode).map { mdp.nodes.publicKey[Int($0)] }
    batch.episodes.turnStart = offsets(parts.flatMap(\.turnEnd), lengths: parts.map(\.turnEnd.count)) {
      $0.turnCount
    }
  }

  /// Ends that each part counted from its own beginning, as starts in the whole batch with the total at the end.
  private func offsets(
    _ ends: [Int32], lengths: [Int], total: (RolloutRecorder) -> Int
  ) -> [Int32] {
    var starts: [Int32] = [0]
    starts.reserveCapacity(ends.count + 1)
    var base = 0
    var position = 0
    for (part, length) in zip(parts, lengths) {
      for end in ends[position..<position + length] { starts.append(Int32(base + Int(end))) }
      position += length
      base += total(part)
    }
    return starts
  }

  private func turnColumn<T>(_ column: (RolloutRecorder) -> UnsafeMutablePointer<T>) -> [T] {
    concatenated(column, parts.map(\.turnCount))
  }

  private func decisionColumn<T>(_ column: (RolloutRecorder) -> UnsafeMutablePointer<T>) -> [T] {
    concatenated(column, parts.map(\.decisionCount))
  }

  private func concatenated<T>(
    _ column: (RolloutRecorder) -> UnsafeMutablePointer<T>, _ lengths: [Int]
  ) -> [T] {
    let total = lengths.reduce(0, +)
    return [T](unsafeUninitializedCapacity: total) { buffer, initialized in
      var position = 0
      for (part, length) in zip(parts, lengths) {
        guard length > 0, let base = buffer.baseAddress else { continue }
        (base + position).initialize(from: column(part), count: length)
        position += length
      }
      initialized = total
    }
  }
}
