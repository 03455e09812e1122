package import CreditMethods
package import Trajectories

/// Credit at two levels as a table: units with the credits of their parts, in the order of the trace and for each unit
/// method by method.
///
/// As comma-separated values a line is a part: `method,episode,segment,turn,agent,token,credit,part,reason`, `credit` being
/// that of its unit, and empty where a column does not apply. As JSON, `ascribe.two-level/1`, a row is a unit:
///
/// ```json
/// {"schema":"ascribe.two-level/1","version":"0.1.0","levels":"turn/agent","rows":[
/// {"method":"grpo","episode":"e0","turn":0,"credit":1,"parts":[{"agent":"a","part":0.5},{"agent":"b","part":0.5}]}
/// ]}
/// ```
///
/// A unit without credit has `null` and a `reason` in the place of parts. Parts that are tokens have each token on its own.
package struct TwoLevelTable {
  private let levels: LevelPair
  private let isJSON: Bool
  private var isFirst = true

  /// Adds the beginning of a table.
  package init(at levels: LevelPair, asJSON isJSON: Bool, segments: String?, to buffer: inout [UInt8]) {
    self.levels = levels
    self.isJSON = isJSON
    guard isJSON else {
      buffer.append(text: "method,episode,segment,turn,agent,token,credit,part,reason\n")
      return
    }
    buffer.append(text: #"{"schema":"ascribe.two-level/1","version":"#)
    buffer.append(string: AscribeVersion.current)
    buffer.append(text: #","levels":"#)
    buffer.append(string: "\(levels)")
    if let segments {
      buffer.append(text: #","segments":"#)
      buffer.append(string: segments)
    }
    buffer.append(text: #","rows":["#)
  }

  /// Adds the units of a batch.
  ///
  /// - Parameters:
  ///   - credits: The credits at two levels and why decisions have none, by the label of the method.
  ///   - whole: Which of the methods gives units their credits; `nil` where each gives its own.
  ///   - batch: The batch.
  ///   - buffer: Where the text goes.
  package mutating func append(
    _ credits: [(label: String, credit: TwoLevelCredit, reasons: [NoCredit?]?)], whole: Int?,
    of batch: TrajectoryBatch, to buffer: inout [UInt8]
  ) {
    guard let any = credits.first?.credit else { return }
    let labels = credits.map { isJSON ? [] : CSVField.bytes($0.label) }
    let agents = isJSON ? [] : batch.symbols.agents.names.map(CSVField.bytes)
    batch.forEachUnit(of: any) { unit, episode, number in
      guard let decision = batch.decisions(ofTurns: any.turns(of: unit)).first else { return }
      let name = isJSON ? [] : CSVField.bytes(batch.episodeName(episode))
      for (index, entry) in credits.enumerated() {
        let holder = credits[whole ?? index]
        let reason = entry.reasons?[decision] ?? holder.reasons?[decision]
        let value = holder.credit.credit[unit]
        if isJSON {
          appendRow(entry.label, entry.credit, unit, batch, episode, number, value, reason, to: &buffer)
          continue
        }
        let begin = { (buffer: inout [UInt8]) in
          buffer += labels[index]
          buffer.append(text: ",")
          buffer += name
          buffer.append(text: ",")
        }
        if let reason {
          begin(&buffer)
          appendUnit(number, to: &buffer)
          buffer.append(text: ",,,,,")
          buffer += CSVField.bytes(reason.rawValue)
          buffer.append(text: "\n")
          continue
        }
        for part in entry.credit.parts(of: unit) {
          let place = entry.credit.place[part]
          let tokens = levels.part == .token ? batch.lines(of: Int(place), byToken: true) : 1
          for token in 0..<tokens {
            begin(&buffer)
            appendPlace(place, number, episode, batch, agents, to: &buffer)
            if levels.part == .token { buffer.append(integer: token) }
            buffer.append(text: ",")
            buffer.append(number: value)
            buffer.append(text: ",")
            buffer.append(number: entry.credit.part[part] / Double(tokens))
            buffer.append(text: ",\n")
          }
        }
      }
    }
  }

  /// The columns `segment` and `turn` of a unit.
  private func appendUnit(_ number: Int, to buffer: inout [UInt8]) {
    if levels.unit == .segment { buffer.append(integer: number) }
    buffer.append(text: ",")
    if levels.unit == .turn { buffer.append(integer: number) }
  }

  /// The columns `segment`, `turn` and `agent` of a part.
  private func appendPlace(
    _ place: Int32, _ number: Int, _ episode: Int, _ batch: TrajectoryBatch, _ agents: [[UInt8]],
    to buffer: inout [UInt8]
  ) {
    let first = batch.turns(of: episode).lowerBound
    if levels.unit == .segment {
      buffer.append(integer: number)
    } else if levels.part == .segment {
      buffer.append(integer: batch.number(ofPart: place, at: .segment, in: episode))
    }
    buffer.append(text: ",")
    switch (levels.unit, levels.part) {
    case (.turn, _): buffer.append(integer: number)
    case (_, .turn): buffer.append(integer: Int(place) - first)
    case (_, .token): buffer.append(integer: batch.turn(ofDecision: Int(place), in: episode) - first)
    default: break
    }
    buffer.append(text: ",")
    switch levels.part {
    case .agent: buffer += agents[Int(place)]
    case .token: buffer += agents[Int(batch.decisions.agent[Int(place)])]
    case .episode, .segment, .turn: break
    }
    buffer.append(text: ",")
  }

  private mutating func appendRow(
    _ label: String, _ credit: TwoLevelCredit, _ unit: Int, _ batch: TrajectoryBatch, _ episode: Int,
    _ number: Int, _ value: Double, _ reason: NoCredit?, to buffer: inout [UInt8]
  ) {
    buffer.append(text: isFirst ? "\n{\"method\":" : ",\n{\"method\":")
    isFirst = false
    buffer.append(string: label)
    buffer.append(text: #","episode":"#)
    buffer.append(string: batch.episodeName(episode))
    if levels.unit != .episode {
      buffer.append(text: levels.unit == .turn ? #","turn":"# : #","segment":"#)
      buffer.append(integer: number)
    }
    if let reason {
      buffer.append(text: #","credit":null,"reason":"#)
      buffer.append(string: reason.rawValue)
      buffer.append(text: "}")
      return
    }
    buffer.append(text: #","credit":"#)
    buffer.append(number: value)
    buffer.append(text: #","parts":["#)
    var isFirstPart = true
    for part in credit.parts(of: unit) {
      let place = credit.place[part]
      let tokens = levels.part == .token ? batch.lines(of: Int(place), byToken: true) : 1
      for token in 0..<tokens {
        buffer.append(text: isFirstPart ? "{" : ",{")
        isFirstPart = false
        appendPart(place, token, episode, batch, to: &buffer)
        buffer.append(number: credit.part[part] / Double(tokens))
        buffer.append(text: "}")
      }
    }
    buffer.append(text: "]}")
  }

  /// What a part is, in JSON, up to its credit.
  private func appendPart(
    _ place: Int32, _ token: Int, _ episode: Int, _ batch: TrajectoryBatch, to buffer: inout [UInt8]
  ) {
    switch levels.part {
    case .agent, .token:
      if levels.part == .token, levels.unit != .turn {
        buffer.append(text: #""turn":"#)
        buffer.append(
          integer: batch.turn(ofDecision: Int(place), in: episode) - batch.turns(of: episode).lowerBound)
        buffer.append(text: ",")
      }
      buffer.append(text: #""agent":"#)
      buffer.append(string: batch.name(ofPart: place, at: levels.part, in: episode))
      if levels.part == .token {
        buffer.append(text: #","token":"#)
        buffer.append(integer: token)
      }
    case .episode, .segment, .turn:
      buffer.append(text: levels.part == .turn ? #""turn":"# : #""segment":"#)
      buffer.append(integer: batch.number(ofPart: place, at: levels.part, in: episode))
    }
    buffer.append(text: #","part":"#)
  }

  /// Adds the end of the table.
  package func finish(to buffer: inout [UInt8]) { if isJSON { buffer.append(text: "\n]}\n") } }
}

extension TrajectoryBatch {
  /// The turn of a decision of an episode.
  ///
  /// - Complexity: O(log turns).
  fileprivate func turn(ofDecision decision: Int, in episode: Int) -> Int {
    var (low, high) = (turns(of: episode).lowerBound, turns(of: episode).upperBound)
    while low + 1 < high {
      let middle = (low + high) / 2
      if Int(turns.decisionStart[middle]) <= decision { low = middle } else { high = middle }
    }
    return low
  }
}
