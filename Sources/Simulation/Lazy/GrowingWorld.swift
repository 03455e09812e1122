import Glibc
import Ground
import Trajectories

/// A world that grows while episodes are played in it: a node is described when an episode comes there, a joint action
/// expanded when it is taken, a policy asked when somebody must decide.
///
/// It plays as ``Walker`` plays on tables: the same draws at the same addresses, the same sums in the same order.
struct GrowingWorld: Sendable {
  private(set) var world: World
  private let policies: [any Policy]

  /// Joint actions that were expanded, by node and joint action, and the first outcome of each.
  private var rows = NumberedPairs()
  private var outcomeStart: [Int] = [0]
  /// One entry an outcome.
  private(set) var outcomeNode: [Int32] = []
  private(set) var outcomeReward: [Double] = []
  private var outcomeThreshold: [Double] = []

  /// First choice of each information state; choices have the numbers that tables of this world give them.
  private var choiceStart: [Int] = [0]
  private var answers: [Answers]

  /// What one policy answered: by information state, where its cumulative probabilities begin; -1 where it was not asked.
  private struct Answers {
    var start: [Int] = []
    var threshold: [Double] = []
  }

  /// - Parameter policies: The policy that plays on, and then those that directives may name.
  init(_ world: World, policies: [any Policy]) {
    self.world = world
    self.policies = policies
    answers = [Answers](repeating: Answers(), count: policies.count)
  }

  /// Plays from a node at a turn until the episode stops; see ``Walker/play(from:turn:forcedRow:draws:episode:branch:into:)``.
  ///
  /// - Parameter joint: The joint action of the first turn, counted from the node's first; `nil` if the policy chooses.
  /// - Throws: ``ScenarioError`` and ``PolicyError`` of what is met.
  mutating func play(
    from node: Int32, turn: Int, joint: Int? = nil, draws: PhiloxStream, episode: UInt64, branch: UInt64 = 0,
    into recorder: inout some TurnRecorder
  ) throws -> Finish {
    var node = Int(node)
    var turn = turn
    var played: Int32 = 0
    var total = 0.0
    var weight = 1.0
    var lastWeight = 1.0
    var block = draws.block(episode: episode, turn: UInt64(turn), draw: 0, branch: branch)
    try world.describe(node)
    while turn < world.horizon, !world.slots(of: node).isEmpty {
      let following = draws.block(episode: episode, turn: UInt64(turn + 1), draw: 0, branch: branch)
      let address = DrawAddress(draws: draws, episode: episode, turn: turn, branch: branch, first: block)
      let chosen =
        if played == 0, let joint { joint } else { try choose(in: node, address, &recorder) }
      let outcome = try draw(block.word0, joint: chosen, of: node)
      recorder.finishTurn(outcome: outcome)
      total += weight * outcomeReward[outcome]
      lastWeight = weight
      weight *= world.discount
      node = Int(outcomeNode[outcome])
      try world.describe(node)
      turn += 1
      played += 1
      block = following
    }
    let ending = drawEnding(block.word0, of: node)
    total += lastWeight * world.states.endings[ending].reward
    return Finish(
      node: Int32(node), ending: Int32(ending), turns: played, return: total,
      status: world.states.endings[ending].status, score: world.states.endings[ending].score)
  }

  /// Plays the directives' turns as they say and the rest by the policy; see
  /// ``Walker/play(from:countingFrom:_:table:policies:draws:episode:branch:into:)``.
  mutating func play(
    from node: Int32, countingFrom counted: Int, _ directives: Directives, table: [Int32],
    draws: PhiloxStream, episode: UInt64, branch: UInt64, into recorder: inout some TurnRecorder
  ) throws -> ReplayFinish {
    var node = Int(node)
    var turn = directives.first
    var total = 0.0
    var weight = 1.0
    var lastWeight = 1.0
    var substitutions: Int32 = 0
    try world.describe(node)
    while turn < min(world.horizon, directives.first + directives.count), !world.slots(of: node).isEmpty {
      let address = DrawAddress(draws: draws, episode: episode, turn: turn, branch: branch)
      let first = directives.start + (turn - directives.first) * directives.agents
      let joint = try choose(
        in: node, address, table[first..<first + directives.agents], &substitutions)
      let outcome = try draw(address.first.word0, joint: joint, of: node)
      recorder.finishTurn(outcome: outcome)
      if turn >= counted {
        total += weight * outcomeReward[outcome]
        lastWeight = weight
        weight *= world.discount
      }
      node = Int(outcomeNode[outcome])
      try world.describe(node)
      turn += 1
    }
    let rest = try play(
      from: Int32(node), turn: turn, draws: draws, episode: episode, branch: branch, into: &recorder)
    total += (rest.turns == 0 ? lastWeight : weight) * rest.return
    return ReplayFinish(
      finish: Finish(
        node: rest.node, ending: rest.ending, turns: Int32(turn - directives.first) + rest.turns,
        return: total, status: rest.status, score: rest.score),
      isReached: turn > counted || rest.turns > 0, substitutions: substitutions)
  }

  /// The joint action that an outcome is one of, counted from its node's first.
  func joint(ofOutcome outcome: Int) -> Int {
    var (low, high) = (0, outcomeStart.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if outcomeStart[middle] <= outcome { low = middle } else { high = middle }
    }
    return Int(rows[low].1)
  }

  /// The same world, whose states get the keys of traces from now on.
  func namingStates() -> GrowingWorld {
    var copy = self
    copy.world.namesStates = true
    return copy
  }

  /// The policy that plays as a table; uniform where it was not asked.
  func table(on information: InformationTable) throws(PolicyError) -> TabularPolicy {
    var probability: [Double] = []
    var logProbability: [Double] = []
    for known in information.agent.indices {
      let count = information.choices(of: known).count
      let isAsked = known < answers[0].start.count && answers[0].start[known] >= 0
      let row =
        isAsked
        ? try policies[0].probabilities(in: world.informationState(known))
        : [ActionProbability](
          repeating: ActionProbability(1 / Double(count), logProbability: -log(Double(count))), count: count)
      probability += row.map(\.probability)
      logProbability += row.map(\.logProbability)
    }
    return TabularPolicy(
      probability: probability, logProbability: logProbability, information, source: policies[0])
  }

  // MARK: Choices

  /// Draws every acting agent's action; the joint action.
  private mutating func choose(
    in node: Int, _ address: DrawAddress, _ recorder: inout some TurnRecorder
  ) throws -> Int {
    var joint = 0
    for (place, slot) in world.slots(of: node).enumerated() {
      let known = Int(world.slotInformation[slot])
      let action = try pick(address.unit(ofSlot: place), in: known, of: 0)
      recorder.decide(choice: firstChoice(of: known) + action)
      joint = joint * world.choices(ofInformation: known).count + action
    }
    return joint
  }

  /// The joint action of a turn by its directives.
  private mutating func choose(
    in node: Int, _ address: DrawAddress, _ directives: ArraySlice<Int32>, _ substitutions: inout Int32
  ) throws -> Int {
    var joint = 0
    let state = world.state(of: node)
    for (place, slot) in world.slots(of: node).enumerated() {
      let known = Int(world.slotInformation[slot])
      let choices = world.choices(ofInformation: known)
      let directive = directives[directives.startIndex + world.agent(ofInformation: known)]
      let action: Int
      if directive >= 0 {
        if let legal = choices.first(where: { world.states.choiceAction[$0] == UInt32(directive) }) {
          action = legal - choices.lowerBound
        } else {
          action = try pick(address.unit(ofSlot: place), in: known, of: 0)
          substitutions += 1
        }
      } else if directive == Directives.defaultAction {
        action = Int(world.states.slotDefault[world.states.slots(of: state).lowerBound + place])
      } else {
        let policy = directive == Directives.policy ? 0 : Int(Directives.otherPolicy - directive)
        action = try pick(address.unit(ofSlot: place), in: known, of: policy)
      }
      joint = joint * choices.count + action
    }
    return joint
  }

  /// The action that a policy draws in an information state, counted from the first.
  private mutating func pick(_ draw: Double, in known: Int, of policy: Int) throws -> Int {
    let count = world.choices(ofInformation: known).count
    while answers[policy].start.count <= known { answers[policy].start.append(-1) }
    if answers[policy].start[known] < 0 {
      let state = world.informationState(known)
      let row = try policies[policy].probabilities(in: state)
      try PolicyError.check(row, in: state)
      answers[policy].start[known] = answers[policy].threshold.count
      answers[policy].threshold += TabularPolicy.thresholds(of: row.map(\.probability))
    }
    let start = answers[policy].start[known]
    var action = 0
    while action < count - 1, draw >= answers[policy].threshold[start + action] { action += 1 }
    return action
  }

  private mutating func firstChoice(of known: Int) -> Int {
    while choiceStart.count <= known {
      choiceStart.append(
        choiceStart[choiceStart.count - 1] + world.choices(ofInformation: choiceStart.count - 1).count)
    }
    return choiceStart[known]
  }

  // MARK: Chance

  /// The outcome that is drawn for a joint action of a node, which is expanded now if it was not.
  private mutating func draw(_ word: UInt64, joint: Int, of node: Int) throws(ScenarioError) -> Int {
    let row: Int
    if let known = rows.number(of: Int32(node), Int32(joint)) {
      row = Int(known)
    } else {
      let stateRow = try world.expand(joint, of: node, into: &outcomeNode)
      var cumulative = 0.0
      for outcome in world.states.outcomes(of: stateRow) {
        outcomeReward.append(world.states.outcomeReward[outcome])
        cumulative += world.states.outcomeProbability[outcome]
        outcomeThreshold.append(cumulative)
      }
      outcomeThreshold[outcomeThreshold.count - 1] = .infinity
      outcomeStart.append(Int(try TableNumbers.number(outcomeNode.count, of: "outcomes of joint actions")))
      row = Int(rows.insert(Int32(node), Int32(joint)).number)
    }
    let unit = PhiloxStream.unit(word)
    var outcome = outcomeStart[row]
    while unit >= outcomeThreshold[outcome] { outcome += 1 }
    return outcome
  }

  private func drawEnding(_ word: UInt64, of node: Int) -> Int {
    let unit = PhiloxStream.unit(word)
    let endings = world.states.endings(of: world.state(of: node))
    var cumulative = 0.0
    for ending in endings.dropLast() {
      cumulative += world.states.endingProbability[ending]
      if unit < cumulative { return ending }
    }
    return endings.upperBound - 1
  }
}

/// Where the draws of a turn are.
struct DrawAddress {
  let draws: PhiloxStream
  let episode: UInt64
  let turn: Int
  let branch: UInt64
  let first: PhiloxBlock

  init(draws: PhiloxStream, episode: UInt64, turn: Int, branch: UInt64, first: PhiloxBlock? = nil) {
    self.draws = draws
    self.episode = episode
    self.turn = turn
    self.branch = branch
    self.first = first ?? draws.block(episode: episode, turn: UInt64(turn), draw: 0, branch: branch)
  }

  /// The number in `[0, 1)` of the acting agent at a place: the first word of a turn is chance's.
  func unit(ofSlot place: Int) -> Double {
    let word = place + 1
    let block =
      word < 4
      ? first : draws.block(episode: episode, turn: UInt64(turn), draw: UInt64(word / 4), branch: branch)
    return PhiloxStream.unit(block[UInt64(word)])
  }
}
