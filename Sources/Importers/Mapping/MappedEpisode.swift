import Trajectories

/// A row of a log, as a mapping reads it; a class, because rows are sorted and have many strings.
final class MappedRow {
  var turn: Double?
  var agent: String?
  var action: String?
  var state: String?
  var observation: String?
  var reward: Double?
  var privileged: String?
  var process: Double?
  var label: RowLabel?
  var rollout: String?
  var score: Double?
  var status: OutcomeStatus?
  private(set) var valid: Bool?
  private(set) var tokens: Int?
  private(set) var log: Double?
  private(set) var reference: Double?
  private(set) var judge: Double?
  private(set) var entropy: Double?

  /// Sets what a decision may have.
  func decision(
    valid: Bool?, tokens: Double?, log: Double?, reference: Double?, judge: Double?, entropy: Double?
  ) {
    self.valid = valid
    self.tokens = tokens.flatMap { Int(exactly: $0) }
    self.log = log
    self.reference = reference
    self.judge = judge
    self.entropy = entropy
  }

  /// The decision; `nil` for a row of the environment.
  var decision: Decision? {
    guard let agent, let action else { return nil }
    return Decision(
      agent: AgentID(agent), action: action, observation: observation == state ? nil : observation,
      logProbability: log, referenceLogProbability: reference, valid: valid, tokens: tokens, judge: judge,
      entropy: entropy, row: label)
  }
}

/// The rows of one episode.
struct MappedEpisode {
  let task: String
  let name: String
  let place: LogPlace
  private var rows: [MappedRow] = []
  private var score: Double?
  private var status: OutcomeStatus?

  init(task: String, name: String, place: LogPlace) {
    self.task = task
    self.name = name
    self.place = place
  }

  /// Adds a row; one that contradicts what rows before said of the episode's end is refused.
  mutating func append(_ row: MappedRow, _ mapping: RowMapping, _ levels: [JSONNode]) throws(TraceError) {
    if mapping[.score]?.of == .same {
      if let score, let other = row.score, score != other {
        throw (mapping[.score]?.node(in: levels) ?? levels[levels.count - 1]).error(
          found: "\(other), and \(score) in another row of the episode \(JSONValue.string(name).summary)",
          expected: "one result for an episode (or \"of\": \"last\" in the mapping)")
      }
      score = score ?? row.score
    }
    if mapping[.status]?.of == .same {
      if let status, let other = row.status, status != other {
        throw (mapping[.status]?.node(in: levels) ?? levels[levels.count - 1]).error(
          found: "\(other), and \(status) in another row of the episode \(JSONValue.string(name).summary)",
          expected: "one result for an episode (or \"of\": \"last\" in the mapping)")
      }
      status = status ?? row.status
    }
    rows.append(row)
  }

  /// The episode, its rows in order.
  func draft(_ mapping: RowMapping, _ sink: TraceSink) throws(TraceError) -> EpisodeDraft {
    var draft = EpisodeDraft(task: task, name: name)
    var ordered = rows
    if mapping[.turn] != nil, rows.allSatisfy({ $0.turn != nil }) {
      if !zip(rows, rows.dropFirst()).allSatisfy({ ($0.turn ?? 0) <= ($1.turn ?? 0) }) {
        ordered = rows.enumerated().sorted {
          let (left, right) = ($0.element.turn ?? 0, $1.element.turn ?? 0)
          return left != right ? left < right : $0.offset < $1.offset
        }.map(\.element)
      }
      let numbers = ordered.compactMap(\.turn)
      let gaps = zip(numbers, numbers.dropFirst()).count { $1 - $0 > 1 }
      sink.note(guessed: "gaps in the numbers of turns, closed up", gaps, at: place)
    } else if mapping[.turn] != nil {
      sink.note(guessed: "turns in the order of the file, not all rows having a number", at: place)
    }
    var last: Double?
    for row in ordered {
      if mapping[.turn] != nil, let number = row.turn, number == last, !draft.turns.isEmpty {
        join(row, to: &draft.turns[draft.turns.count - 1])
      } else {
        draft.turns.append(turn(row))
      }
      last = row.turn
      draft.rollout = draft.rollout ?? row.rollout
    }
    draft.outcome.score = score ?? ordered.last { $0.score != nil }?.score
    draft.outcome.status = status ?? ordered.last { $0.status != nil }?.status
    if draft.outcome.status == nil, draft.outcome.score == nil { draft.outcome.ending = mapping.endings }
    return draft
  }

  private func turn(_ row: MappedRow) -> Turn {
    var turn = Turn(
      state: row.state ?? "", reward: row.reward ?? 0, decisions: [row.decision].compactMap(\.self),
      privileged: row.privileged, process: row.process)
    if let agent = row.agent, let reward = row.reward { turn.rewards = [AgentID(agent): reward] }
    return turn
  }

  /// Adds another agent's row of a turn.
  private func join(_ row: MappedRow, to turn: inout Turn) {
    guard let decision = row.decision else { return }
    turn.decisions.append(decision)
    if let state = row.state, state != turn.state, turn.decisions[turn.decisions.count - 1].observation == nil
    {
      turn.decisions[turn.decisions.count - 1].observation = state
    }
    turn.reward += row.reward ?? 0
    if let reward = row.reward { turn.rewards[decision.agent, default: 0] += reward }
  }
}
