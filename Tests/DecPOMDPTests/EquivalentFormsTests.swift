import Testing
import TestSupport

@testable import DecPOMDP

/// A model is the same however its file says it: by cells, rows or matrices, names, indices or joint indices, over what
/// wildcards had set before, with any spacing, comments, ends of lines and sign.
@Suite struct EquivalentFormsTests {
  @Test(arguments: RandomModels.Rewards.allCases)
  func everyFormReadsTheSame(rewards: RandomModels.Rewards) throws {
    for seed in 0..<25 {
      let model = try RandomModels.model(seed: seed, rewards: rewards)
      var text = RandomText(model, seed: seed)
      let file = try DPOMDPFile(text.bytes(), named: "f")
      #expect(file.model == model, "seed \(seed)")
    }
  }
}

/// Writes a model in forms that are chosen at random.
private struct RandomText {
  private let model: DecPOMDPModel
  private var generator: SplitMix64
  private var text = ""
  private let isCost: Bool

  init(_ model: DecPOMDPModel, seed: Int) {
    self.model = model
    generator = SplitMix64(seed: UInt64(seed + 500))
    isCost = seed % 2 == 1
  }

  mutating func bytes() -> [UInt8] {
    line(["agents:", "\(model.agents.count)"])
    line(["values", ":", isCost ? "cost" : "reward"])
    line(["discount:", "\(model.discount)"])
    line(["states:"] + model.states)
    line(["start:"])
    line(model.start.map { "\($0)" })
    line(["actions:"])
    for actions in model.actions { line(actions) }
    line(["observations:"])
    for observations in model.observations {
      line(observations[0] == "0" ? ["\(observations.count)"] : observations)
    }
    // What is said here is overwritten below.
    line(["T: * : * : * : 1"])
    line(["O: * :"])
    line(["uniform"])
    line(["R: * : * : * : * : 99"])
    line(["R: * : * : * : * : 0"])
    for action in 0..<model.jointActionCount {
      probabilities("T", model.transitions, action, width: model.stateCount)
      probabilities("O", model.observationRows, action, width: model.jointObservationCount)
      for state in 0..<model.stateCount { rewards(action, state) }
    }
    return Array(text.utf8)
  }

  private mutating func line(_ words: [String]) {
    let space = { (generator: inout SplitMix64) in
      ["", " ", "  ", "\t"][Int.random(in: 1...3, using: &generator)]
    }
    for word in words { text += word + space(&generator) }
    if Int.random(in: 0...4, using: &generator) == 0 { text += "# T: * : * : 1" }
    text += Bool.random(using: &generator) ? "\n" : "\r\n"
    if Int.random(in: 0...9, using: &generator) == 0 { text += " \n# a line of its own\n\n" }
  }

  /// A joint action or observation: names, indices, a mixture, or one index of all.
  private mutating func joint(_ index: Int, _ own: [Int], _ names: [[String]]) -> String {
    if Int.random(in: 0...2, using: &generator) == 0 { return "\(index)" }
    return zip(own, names).map { Bool.random(using: &generator) ? "\($0)" : $1[$0] }.joined(separator: " ")
  }

  private mutating func action(_ index: Int) -> String {
    joint(index, model.ownActions(of: index), model.actions)
  }

  private mutating func observation(_ index: Int) -> String {
    joint(index, model.ownObservations(of: index), model.observations)
  }

  private mutating func state(_ index: Int) -> String {
    Bool.random(using: &generator) ? "\(index)" : model.states[index]
  }

  private mutating func probabilities(_ letter: String, _ rows: SparseRows, _ action: Int, width: Int) {
    let dense = (0..<model.stateCount).map { state in
      var numbers = [Double](repeating: 0, count: width)
      for entry in rows[model.row(action, state)] { numbers[Int(rows.columns[entry])] = rows.values[entry] }
      return numbers
    }
    let isMatrix = Bool.random(using: &generator)
    if isMatrix { line(["\(letter):", self.action(action), ":"]) }
    for state in dense.indices {
      if isMatrix {
        line(dense[state].map { "\($0)" })
      } else if Bool.random(using: &generator) {
        line(["\(letter):", self.action(action), ":", self.state(state), ":"])
        line(dense[state].map { "\($0)" })
      } else {
        line(["\(letter):", self.action(action), ":", self.state(state), ": * : 0"])
        for (column, number) in dense[state].enumerated() where number != 0 {
          let name = letter == "T" ? self.state(column) : observation(column)
          line(["\(letter) :", self.action(action), ":", self.state(state), ":", name, ":", "\(number)"])
        }
      }
    }
  }

  private mutating func rewards(_ action: Int, _ state: Int) {
    let row = model.row(action, state)
    for entry in model.transitions[row] {
      let next = Int(model.transitions.columns[entry])
      let seen = model.observationRows[model.row(action, next)]
      let numbers = seen.enumerated().map { place, column in
        (Int(model.observationRows.columns[column]), model.reward(row: row, entry: entry, place: place))
      }
      let prefix = ["R:", self.action(action), ":", self.state(state), ":", self.state(next), ":"]
      let sign = isCost ? -1.0 : 1
      if Bool.random(using: &generator) {
        var all = [Double](repeating: 7, count: model.jointObservationCount)
        for (column, reward) in numbers { all[column] = sign * reward }
        line(prefix)
        line(all.map { "\($0)" })
      } else {
        for (column, reward) in numbers { line(prefix + [observation(column), ":", "\(sign * reward)"]) }
      }
    }
  }
}
