import Trajectories

/// An episode of rows, which is written from their texts.
///
/// Rows of one turn are one joint decision: the first of them has the state, the others see theirs as an observation. Rows
/// of the environment that join a turn say nothing of it.
struct MappedDraft: ImportedEpisode {
  let task: String
  let name: String
  let outcome: RecordedOutcome
  /// The rows in order, and where each turn begins.
  let rows: [MappedRow]
  let starts: [Int]
  let texts: MappedTexts
  let agents: [AgentID]

  var rest: String? { nil }
  var turnCount: Int { starts.count }
  var hasDecisions: Bool { rows.contains { $0.agent != nil } }

  /// The rows of a turn.
  private func rows(of turn: Int) -> ArraySlice<MappedRow> {
    rows[starts[turn]..<(turn + 1 < starts.count ? starts[turn + 1] : rows.count)]
  }

  /// The reward of the team.
  private func reward(_ rows: ArraySlice<MappedRow>) -> Double {
    guard let first = rows.first else { return 0 }
    var reward = first.reward ?? 0
    for row in rows.dropFirst() where row.agent != nil { reward += row.reward ?? 0 }
    return reward
  }

  func check(_ place: () -> LogPlace) throws(TraceError) {
    for turn in starts.indices {
      let rows = rows(of: turn)
      try EpisodeCheck.reward(reward(rows), turn: turn, place)
      var seen: Set<Int> = []
      for row in rows {
        guard let agent = row.agent else { continue }
        try EpisodeCheck.decision(row.extras, isNamed: !agents[agent].name.isEmpty, turn: turn, place)
        if rows.count > 1, !seen.insert(agent).inserted {
          throw EpisodeCheck.repeated(agents[agent], turn: turn, place)
        }
      }
    }
  }

  func count(_ tally: inout DecisionTally) {
    // Not by all agents of the log, of which each episode may have others.
    var decisions = rows.compactMap { row in row.agent.map { (agent: $0, tokens: row.extras.tokens) } }
    decisions.sort { $0.agent < $1.agent }
    var start = 0
    while start < decisions.count {
      let agent = decisions[start].agent
      let end = decisions[start...].firstIndex { $0.agent != agent } ?? decisions.count
      tally.add(
        agents[agent], end - start, withTokens: decisions[start..<end].count { $0.tokens != nil })
      start = end
    }
  }

  func write(as name: String, _ status: OutcomeStatus, final: String, to buffer: inout [UInt8]) {
    let rollout = rows.lazy.compactMap(\.rollout).first.map { texts[$0] }
    let episode = Episode(
      task: task, name: name, status: status, score: outcome.score, turns: [], final: final,
      rollout: rollout)
    TraceWriter.append(episode, to: &buffer) { buffer in
      texts.withBytes { bytes in
        var rewards: [(agent: TextBytes, reward: Double)] = []
        for turn in starts.indices {
          if turn > 0 { buffer.append(UInt8(ascii: ",")) }
          write(rows(of: turn), bytes, &rewards, to: &buffer)
        }
      }
    }
  }

  /// Adds a turn; `rewards` is memory for its own use.
  private func write(
    _ rows: ArraySlice<MappedRow>, _ bytes: (MappedTexts.Place) -> TextBytes,
    _ rewards: inout [(agent: TextBytes, reward: Double)], to buffer: inout [UInt8]
  ) {
    guard let first = rows.first else { return }
    rewards.removeAll(keepingCapacity: true)
    for row in rows.count > 1 ? sorted(rows) : rows {
      if let agent = row.name, let reward = row.reward { rewards.append((bytes(agent), reward)) }
    }
    TraceWriter.append(
      turnIn: bytes(first.state), privileged: first.privileged.map(bytes), reward: reward(rows),
      rewards: rewards, process: first.process, to: &buffer)
    var isFirst = true
    for row in rows {
      guard let agent = row.name, let action = row.action else { continue }
      if !isFirst { buffer.append(UInt8(ascii: ",")) }
      isFirst = false
      let observation = row.observation ?? (texts.isEqual(row.state, first.state) ? nil : row.state)
      TraceWriter.append(
        decisionOf: bytes(agent), observation: observation.map(bytes), action: bytes(action), row.extras,
        row: row.label.map(label), to: &buffer)
    }
    buffer.append(text: "]}")
  }

  /// The rows of a turn in the order of their agents' names.
  private func sorted(_ rows: ArraySlice<MappedRow>) -> ArraySlice<MappedRow> {
    rows.filter { $0.agent != nil }.sorted { agents[$0.agent ?? 0] < agents[$1.agent ?? 0] }[...]
  }

  private func label(_ place: MappedTexts.Place) -> RowLabel {
    let text = texts[place]
    return Int(text).map { .number($0) } ?? .name(text)
  }
}
