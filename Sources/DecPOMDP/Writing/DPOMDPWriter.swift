public import Trajectories

extension DecPOMDPModel {
  /// Writes the model to a `.dpomdp` file, which appears at its path whole or not at all.
  ///
  /// Reading the file back gives ``withFileNames()`` exactly: every number is written with the fewest digits that read
  /// back to it.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - comments: Lines to begin the file with, without `#`.
  /// - Throws: `FileError` for a file that cannot be written.
  public func write(to path: String, comments: [String] = []) throws(FileError) {
    try AtomicFile.write(fileBytes(comments: comments), to: path)
  }

  /// The bytes of the model's file.
  package func fileBytes(comments: [String] = []) -> [UInt8] {
    var writer = DPOMDPWriter(withFileNames())
    writer.write(comments: comments)
    return writer.bytes
  }

  /// The same model with names that a file can carry: a letter, then letters, digits, `-` and `_`, and no keyword.
  /// Names that are the numbers from 0 in order stay as they are: files count such things.
  public func withFileNames() -> DecPOMDPModel {
    renamed(
      agents: Naming.identifiers(agents, isCounted: false), states: Naming.identifiers(states),
      actions: actions.map { Naming.identifiers($0) },
      observations: observations.map { Naming.identifiers($0) })
  }
}

/// Writes a model whose names are those of files.
private struct DPOMDPWriter {
  private let model: DecPOMDPModel
  private(set) var bytes: [UInt8] = []
  private let jointActions: [String]
  private let jointObservations: [String]

  init(_ model: DecPOMDPModel) {
    self.model = model
    jointActions = (0..<model.jointActionCount).map { joint in
      zip(model.ownActions(of: joint), model.actions).map { $1[$0] }.joined(separator: " ")
    }
    jointObservations = (0..<model.jointObservationCount).map { joint in
      zip(model.ownObservations(of: joint), model.observations).map { $1[$0] }.joined(separator: " ")
    }
  }

  private mutating func line(_ text: String) {
    bytes += text.utf8
    bytes.append(UInt8(ascii: "\n"))
  }

  private mutating func line(_ numbers: [Double]) {
    line(numbers.map { Self.text($0) }.joined(separator: " "))
  }

  /// The fewest digits that read back to the number, without a fraction that is 0.
  private static func text(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  mutating func write(comments: [String]) {
    for comment in comments {
      for text in comment.split(separator: "\n", omittingEmptySubsequences: false) { line("# \(text)") }
    }
    line(
      "agents: \(isNumbered(model.agents) ? "\(model.agents.count)" : model.agents.joined(separator: " "))")
    line("discount: \(Self.text(model.discount))")
    line("values: reward")
    line("states: \(list(model.states))")
    writeStart()
    line("actions:")
    for actions in model.actions { line(list(actions)) }
    line("observations:")
    for observations in model.observations { line(list(observations)) }
    writeProbabilities("T", model.transitions, columns: model.states)
    writeProbabilities("O", model.observationRows, columns: jointObservations)
    writeRewards()
  }

  private func isNumbered(_ agents: [String]) -> Bool {
    agents == agents.indices.map { "agent-\($0)" }
  }

  private func list(_ names: [String]) -> String {
    names[0] == "0" ? "\(names.count)" : names.joined(separator: " ")
  }

  private mutating func writeStart() {
    let possible = model.start.indices.filter { model.start[$0] > 0 }
    if possible.count == 1, model.start[possible[0]] == 1 {
      line("start: \(model.states[possible[0]])")
    } else if model.start.allSatisfy({ $0 == 1 / Double(model.stateCount) }) {
      line("start:")
      line("uniform")
    } else {
      line("start:")
      line(model.start)
    }
  }

  private mutating func writeProbabilities(_ letter: String, _ rows: SparseRows, columns: [String]) {
    // What does not depend on the joint action is said once.
    let first = (0..<model.stateCount).filter { state in
      (1..<model.jointActionCount).allSatisfy { action in
        Self.areEqual(rows, model.row(action, state), model.row(0, state))
      }
    }
    var isCommon = [Bool](repeating: false, count: model.stateCount)
    for state in first {
      isCommon[state] = true
      writeRow("\(letter): * : \(model.states[state]) :", rows, model.row(0, state), columns)
    }
    for action in 0..<model.jointActionCount {
      for state in 0..<model.stateCount where !isCommon[state] {
        writeRow(
          "\(letter): \(jointActions[action]) : \(model.states[state]) :", rows, model.row(action, state),
          columns)
      }
    }
  }

  private static func areEqual(_ rows: SparseRows, _ row: Int, _ other: Int) -> Bool {
    rows.columns[rows[row]].elementsEqual(rows.columns[rows[other]])
      && rows.values[rows[row]].elementsEqual(rows.values[rows[other]])
  }

  private mutating func writeRow(_ prefix: String, _ rows: SparseRows, _ row: Int, _ columns: [String]) {
    if rows[row].count * 2 > columns.count, columns.count > 2 {
      var numbers = [Double](repeating: 0, count: columns.count)
      for entry in rows[row] { numbers[Int(rows.columns[entry])] = rows.values[entry] }
      line(prefix)
      line(numbers)
    } else {
      for entry in rows[row] {
        line("\(prefix) \(columns[Int(rows.columns[entry])]) : \(Self.text(rows.values[entry]))")
      }
    }
  }

  private mutating func writeRewards() {
    for action in 0..<model.jointActionCount {
      for state in 0..<model.stateCount {
        writeRewards(
          "R: \(jointActions[action]) : \(model.states[state]) :", action: action,
          row: model.row(action, state))
      }
    }
  }

  private mutating func writeRewards(_ prefix: String, action: Int, row: Int) {
    guard let rewards = model.outcomeRewards else {
      write(prefix, "*", "*", model.expectedRewards[row])
      return
    }
    let entries = model.transitions[row]
    let all = rewards.values[rewards.offsets[entries.lowerBound]..<rewards.offsets[entries.upperBound]]
    if let first = all.first, all.allSatisfy({ $0 == first }) {
      write(prefix, "*", "*", first)
      return
    }
    for entry in entries {
      let next = Int(model.transitions.columns[entry])
      let range = rewards[entry]
      if range.count == 1 {
        write(prefix, model.states[next], "*", rewards.values[range.lowerBound])
      } else {
        for (seen, reward) in zip(model.observationRows[model.row(action, next)], rewards.values[range]) {
          let observation = jointObservations[Int(model.observationRows.columns[seen])]
          write(prefix, model.states[next], observation, reward)
        }
      }
    }
  }

  /// Rewards of 0 need no entry.
  private mutating func write(_ prefix: String, _ next: String, _ seen: String, _ reward: Double) {
    if reward != 0 { line("\(prefix) \(next) : \(seen) : \(Self.text(reward))") }
  }
}
