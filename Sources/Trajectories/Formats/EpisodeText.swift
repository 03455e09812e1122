extension TraceWriter {
  /// Adds the line of an episode that is given as a value, with the fields that it gives and no other.
  ///
  /// The line can be read back if the values keep the rules of ``TraceReader``, which are not checked here.
  ///
  /// - Complexity: O(bytes written).
  package static func append(_ episode: Episode, to buffer: inout [UInt8]) {
    append(episode, to: &buffer) { buffer in
      for (index, turn) in episode.turns.enumerated() {
        if index > 0 { buffer.append(text: ",") }
        append(turn, to: &buffer)
      }
    }
  }

  /// The same with turns that `turns` adds, with commas between them.
  package static func append(
    _ episode: Episode, to buffer: inout [UInt8], turns: (inout [UInt8]) -> Void
  ) {
    buffer.append(text: #"{"schema":"ascribe.trace/1","task":"#)
    buffer.append(string: episode.task)
    buffer.append(text: #","episode":"#)
    buffer.append(string: episode.name)
    buffer.append(text: #","outcome":{"status":"#)
    buffer.append(string: episode.status.description)
    buffer.append(optional: #","score":"#, number: episode.score)
    buffer.append(text: #"},"turns":["#)
    turns(&buffer)
    buffer.append(text: #"],"final":"#)
    buffer.append(string: episode.final)
    buffer.append(optional: #","finalBelief":"#, number: episode.finalBelief)
    if !episode.counterfactuals.isEmpty {
      buffer.append(text: #","counterfactuals":"#)
      buffer.append(
        numbers: episode.counterfactuals.sorted { $0.key < $1.key }.map { ($0.key.name, $0.value) })
    }
    if let fork = episode.fork {
      buffer.append(text: #","forkOf":"#)
      buffer.append(string: fork.episode)
      buffer.append(optional: #","forkTurn":"#, integer: fork.turn)
    }
    buffer.append(optional: #","expert":"#, flag: episode.expert)
    buffer.append(optional: #","rollout":"#, episode.rollout)
    if let label = episode.annotation {
      buffer.append(text: #","annotation":{"agent":"#)
      buffer.append(string: label.agent)
      buffer.append(text: #","step":"#)
      buffer.append(integer: label.step)
      buffer.append(text: "}")
    }
    buffer.append(text: "}\n")
  }

  private static func append(_ turn: Turn, to buffer: inout [UInt8]) {
    append(
      turnIn: turn.state, privileged: turn.privileged, signal: turn.signal, segment: turn.segment,
      reward: turn.reward, rewards: turn.rewards.sorted { $0.key < $1.key }.map { ($0.key.name, $0.value) },
      belief: turn.belief, process: turn.process, to: &buffer)
    for (index, decision) in turn.decisions.enumerated() {
      if index > 0 { buffer.append(text: ",") }
      append(
        agent: decision.agent.name, observation: decision.observation, action: decision.action,
        DecisionExtras(decision), factors: decision.factors, row: decision.row, to: &buffer)
    }
    buffer.append(text: "]}")
  }

  /// Begins a turn; `rewards` are in the order of the agents.
  static func append<Text: WritableText>(
    turnIn state: Text, privileged: Text?, signal: Text?, segment: Int?, reward: Double,
    rewards: [(agent: Text, reward: Double)], belief: Double?, process: Double?, to buffer: inout [UInt8]
  ) {
    buffer.append(text: #"{"state":"#)
    state.append(to: &buffer)
    buffer.append(optional: #","privileged":"#, privileged)
    buffer.append(optional: #","signal":"#, signal)
    buffer.append(optional: #","segment":"#, integer: segment)
    buffer.append(text: #","reward":"#)
    buffer.append(number: reward)
    if !rewards.isEmpty {
      buffer.append(text: #","rewards":"#)
      buffer.append(numbers: rewards)
    }
    buffer.append(optional: #","belief":"#, number: belief)
    buffer.append(optional: #","process":"#, number: process)
    buffer.append(text: #","decisions":["#)
  }

  static func append<Text: WritableText>(
    agent: Text, observation: Text?, action: Text, _ extras: DecisionExtras, factors: [Double]?,
    row: RowLabel?, to buffer: inout [UInt8]
  ) {
    buffer.append(text: #"{"agent":"#)
    agent.append(to: &buffer)
    buffer.append(optional: #","observation":"#, observation)
    buffer.append(text: #","action":"#)
    action.append(to: &buffer)
    buffer.append(optional: #","logProbability":"#, number: extras.logProbability)
    buffer.append(optional: #","referenceLogProbability":"#, number: extras.referenceLogProbability)
    buffer.append(optional: #","valid":"#, flag: extras.valid)
    buffer.append(optional: #","tokens":"#, integer: extras.tokens)
    buffer.append(optional: #","judge":"#, number: extras.judge)
    if let factors {
      buffer.append(text: #","factors":["#)
      for (index, factor) in factors.enumerated() {
        if index > 0 { buffer.append(text: ",") }
        buffer.append(number: factor)
      }
      buffer.append(text: "]")
    }
    buffer.append(optional: #","entropy":"#, number: extras.entropy)
    buffer.append(row: row)
    buffer.append(text: "}")
  }
}

extension [UInt8] {
  /// Adds a field, given with its comma and colon, unless its value is absent.
  fileprivate mutating func append(optional field: StaticString, _ value: (some WritableText)?) {
    guard let value else { return }
    append(text: field)
    value.append(to: &self)
  }

  fileprivate mutating func append(optional field: StaticString, number: Double?) {
    guard let number else { return }
    append(text: field)
    append(number: number)
  }

  fileprivate mutating func append(optional field: StaticString, integer: Int?) {
    guard let integer else { return }
    append(text: field)
    append(integer: integer)
  }

  fileprivate mutating func append(optional field: StaticString, flag: Bool?) {
    guard let flag else { return }
    append(text: field)
    append(text: flag ? "true" : "false")
  }

  /// Adds an object of numbers by agent.
  fileprivate mutating func append(numbers: [(agent: some WritableText, reward: Double)]) {
    append(text: "{")
    for (index, entry) in numbers.enumerated() {
      if index > 0 { append(text: ",") }
      entry.agent.append(to: &self)
      append(text: ":")
      append(number: entry.reward)
    }
    append(text: "}")
  }
}
