import Trajectories

/// A row of a log, as a mapping reads it. It holds no object, so that rows cost what their bytes do: texts stand in
/// ``MappedTexts``.
struct MappedRow {
  var turn: Double?
  var agent: MappedAgents.Number?
  /// The agent's name, and what it did; both or none.
  var name: MappedTexts.Place?
  var action: MappedTexts.Place?
  var state: MappedTexts.Place
  /// What the agent saw, where that is not the state.
  var observation: MappedTexts.Place?
  var reward: Double?
  var privileged: MappedTexts.Place?
  var process: Double?
  var label: MappedTexts.Place?
  var rollout: MappedTexts.Place?
  var score: Double?
  var status: OutcomeStatus?
  var extras = DecisionExtras()

  /// A row in a state.
  init(state: MappedTexts.Place) { self.state = state }
}

/// The agents of a log, by numbers.
struct MappedAgents {
  typealias Number = Int

  private(set) var ids: [AgentID] = []
  private var names: [[UInt8]] = []
  private var numbers: [AgentID: Number] = [:]
  /// Who decided after each agent last: mostly the same one again.
  private var followers: [Number] = []
  private var last = 0

  /// The number of an agent, given to it now if it has none.
  mutating func number(of name: MappedTexts.Place, in texts: MappedTexts) -> Number {
    if last < followers.count, texts.isEqual(name, to: names[followers[last]]) {
      last = followers[last]
      return last
    }
    let number = known(name, texts) ?? add(AgentID(texts[name]))
    followers[last] = number
    last = number
    return number
  }

  /// Fewer agents are compared one after the other.
  private static let manyAgents = 8

  private func known(_ name: MappedTexts.Place, _ texts: MappedTexts) -> Number? {
    names.prefix(Self.manyAgents).firstIndex { texts.isEqual(name, to: $0) }
  }

  private mutating func add(_ id: AgentID) -> Number {
    if let known = numbers[id] { return known }
    let number = ids.count
    numbers[id] = number
    ids.append(id)
    names.append(Array(id.name.utf8))
    followers.append(number)
    return number
  }
}
