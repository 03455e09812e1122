import Trajectories

/// What agents remember, and what they know when they act, as integers.
///
/// A memory is what an agent carries from its decisions so far; an information state is a memory with what the agent
/// sees now. Labels are spelled out only when somebody reads them: they are as long as the memory.
struct MemoryTable: Sendable {
  let memory: Memory

  /// Remembers nothing yet.
  static let empty: Int32 = 0
  /// Remembers nothing that its policy would care for; see ``Policy/dependsOnObservationAlone(_:remembering:)``.
  static let forgotten: Int32 = -1

  /// Information states: (memory, observation).
  private(set) var information = NumberedPairs()
  /// Under perfect recall, memory `k + 1` is the `k`-th (information state, action), the action counted from the
  /// information state's first.
  private var decisions = NumberedPairs()
  /// Under bounded recall, the observations of each memory, and the memory after each information state.
  private var recent: [[Int32]] = [[]]
  private var recentMemories: [[Int32]: Int32] = [[]: 0]
  private var next: [Int32] = []

  init(_ memory: Memory) { self.memory = memory }

  /// Number of information states.
  var informationCount: Int { information.count }

  func observation(of information: Int) -> Int { Int(self.information[information].1) }
  func memory(of information: Int) -> Int32 { self.information[information].0 }

  /// The information state of a memory and an observation, and whether it is met for the first time.
  mutating func informationState(_ memory: Int32, seeing observation: Int32) -> (number: Int32, isNew: Bool) {
    information.insert(memory, observation)
  }

  /// What is remembered after an action (counted from the first) in an information state.
  mutating func memory(after known: Int32, action: Int) -> Int32 {
    let (before, seen) = information[Int(known)]
    if before == Self.forgotten { return Self.forgotten }
    switch memory {
    case .history: return decisions.insert(known, Int32(action)).number + 1
    case .observations(let count):
      while next.count <= known { next.append(-2) }
      if next[Int(known)] >= 0 { return next[Int(known)] }
      let observations = Array((recent[Int(before)] + [seen]).suffix(count - 1))
      let after = recentMemories[observations] ?? Int32(recent.count)
      if Int(after) == recent.count {
        recentMemories[observations] = after
        recent.append(observations)
      }
      next[Int(known)] = after
      return after
    }
  }

  /// How the labels of information states with a memory begin.
  func label(ofMemory memory: Int32, in states: StateColumns) -> String {
    var parts: [String] = []
    var memory = memory
    while memory > 0 {
      guard self.memory == .history else {
        parts += recent[Int(memory)].reversed().map { states.symbols.keys[states.observationKey[Int($0)]] }
        break
      }
      let (known, action) = decisions[Int(memory) - 1]
      let (before, seen) = information[Int(known)]
      let choice = states.choices(ofObservation: Int(seen)).lowerBound + Int(action)
      parts.append(states.symbols.actions[states.choiceAction[choice]])
      parts.append(states.symbols.keys[states.observationKey[Int(seen)]])
      memory = before
    }
    if memory == Self.forgotten { parts.append("...") }
    return parts.reversed().map { "\($0) > " }.joined()
  }

  /// The label of an information state.
  func label(of information: Int, in states: StateColumns) -> String {
    label(ofMemory: memory(of: information), in: states)
      + states.symbols.keys[states.observationKey[observation(of: information)]]
  }

  /// The labels of all information states, each made from that of the one before it.
  func labels(in states: StateColumns) -> [String] {
    var labels: [String] = []
    labels.reserveCapacity(informationCount)
    for known in 0..<informationCount {
      let (memory, seen) = information[known]
      let own = states.symbols.keys[states.observationKey[Int(seen)]]
      guard self.memory == .history, memory > 0 else {
        labels.append(label(ofMemory: memory, in: states) + own)
        continue
      }
      let (before, action) = decisions[Int(memory) - 1]
      let choices = states.choices(ofObservation: observation(of: Int(before)))
      let done = states.symbols.actions[states.choiceAction[choices.lowerBound + Int(action)]]
      labels.append("\(labels[Int(before)]) > \(done) > \(own)")
    }
    return labels
  }
}
