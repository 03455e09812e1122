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

  /// Joint actions whose outcomes are listed, by node and joint action, and the row of each.
  private var pairs = NumberedPairs()
  private var jointNumbers = JointNumbers()
  private var rowOfPair: [Int32] = []
  /// One entry a row: its joint action, and its first outcome. A row is a joint action that was expanded, or one turn in which one was
  /// taken whose outcomes are not listed.
  private var rowJoint: [Int] = []
  private var outcomeStart: [Int] = [0]
  /// One entry a node: where its joint actions begin in `rowOfJoint`; -1 for a node whose joint actions nobody took, or that has
  /// too many to be listed.
  private var jointStart: [Int32] = []
  /// The rows of the joint actions of such nodes; -1 where one was not expanded.
  private var rowOfJoint: [Int32] = []
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
    var sum = ReturnSum(discount: world.discount)
    var block = draws.block(episode: episode, turn: UInt64(turn), draw: 0, branch: branch)
    try world.describe(node)
    while turn < world.horizon, !world.slots(of: node).isEmpty {
      let following = draws.block(episode: episode, turn: UInt64(turn + 1), draw: 0, branch: branch)
      let address = DrawAddress(draws: draws, episode: episode, turn: turn, branch: branch, first: block)
      let chosen =
        if played == 0, let joint { joint } else { try choose(in: node, address, &recorder) }
      let outcome = try draw(address, joint: chosen, of: node)
      recorder.finishTurn(outcome: outcome)
      sum.add(outcomeReward[outcome])
      node = Int(outcomeNode[outcome])
      try world.describe(node)
      turn += 1
      played += 1
      block = following
    }
    let ending = drawEnding(block.word0, of: node)
    sum.addEnding(world.states.endings[ending].reward)
    return Finish(
      node: Int32(node), ending: Int32(ending), turns: played, return: sum.total,
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
    var sum = ReturnSum(discount: world.discount)
    var substitutions: Int32 = 0
    try world.describe(node)
    while turn < min(world.horizon, directives.first + directives.count), !world.slots(of: node).isEmpty {
      let address = DrawAddress(draws: draws, episode: episode, turn: turn, branch: branch)
      let first = directives.start + (turn - directives.first) * directives.agents
      let joint = try choose(
        in: node, address, table[first..<first + directives.agents], &substitutions)
      let outcome = try draw(address, joint: joint, of: node)
      recorder.finishTurn(outcome: outcome)
      if turn >= counted { sum.add(outcomeReward[outcome]) }
      node = Int(outcomeNode[outcome])
      try world.describe(node)
      turn += 1
    }
    let rest = try play(
      from: Int32(node), turn: turn, draws: draws, episode: episode, branch: branch, into: &recorder)
    sum.addRest(rest.return, of: Int(rest.turns))
    return ReplayFinish(
      finish: Finish(
        node: rest.node, ending: rest.ending, turns: Int32(turn - directives.first) + rest.turns,
        return: sum.total, status: rest.status, score: rest.score),
      isReached: turn > counted || rest.turns > 0, substitutions: substitutions)
  }

  /// The joint action that an outcome is one of, counted from its node's first.
  func joint(ofOutcome outcome: Int) -> Int {
    var (low, high) = (0, outcomeStart.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if outcomeStart[middle] <= outcome { low = middle } else { high = middle }
    }
    return rowJoint[low]
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
      joint = try Self.joint(joint, choosing: action, of: world.choices(ofInformation: known).count)
    }
    return joint
  }

  /// A joint action with that of one more agent.
  private static func joint(
    _ joint: Int, choosing action: Int, of count: Int
  ) throws(ScenarioError) -> Int {
    let (product, overflow) = joint.multipliedReportingOverflow(by: count)
    guard !overflow, product <= TableNumbers.mostPlayed else {
      throw .tooManyEntries(of: "joint actions of a state", limit: TableNumbers.mostPlayed)
    }
    return product + action
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
      joint = try Self.joint(joint, choosing: action, of: choices.count)
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

  /// The node that the episodes of a group start in.
  mutating func start(ofGroup group: Int, _ starts: StartSampler) throws(ScenarioError) -> Int32 {
    if starts.isListed { return starts.node(ofGroup: group) }
    return try world.drawStart { starts.unit(ofFactor: $0, group: group) }
  }

  /// The outcome that is drawn for a joint action of a node, which is expanded now if it was not.
  private mutating func draw(
    _ address: DrawAddress, joint: Int, of node: Int
  ) throws(ScenarioError) -> Int {
    if let row = row(of: joint, in: node) { return drawn(address, from: row) }
    let found = try world.expandOrDraw(
      joint, of: node, { address.unit(ofFactor: $0) }, into: &outcomeNode)
    guard let stateRow = found.row else {
      outcomeReward.append(found.reward)
      outcomeThreshold.append(.infinity)
      return outcomeStart[try finishRow(of: joint)]
    }
    var cumulative = 0.0
    for outcome in world.states.outcomes(of: stateRow) {
      outcomeReward.append(world.states.outcomeReward[outcome])
      cumulative += world.states.outcomeProbability[outcome]
      outcomeThreshold.append(cumulative)
    }
    outcomeThreshold[outcomeThreshold.count - 1] = .infinity
    let row = try finishRow(of: joint)
    _ = pairs.insert(Int32(node), jointNumbers.insert(joint))
    rowOfPair.append(Int32(row))
    try list(Int32(row), of: joint, in: node)
    return drawn(address, from: row)
  }

  private func drawn(_ address: DrawAddress, from row: Int) -> Int {
    let unit = PhiloxStream.unit(address.first.word0)
    var outcome = outcomeStart[row]
    while unit >= outcomeThreshold[outcome] { outcome += 1 }
    return outcome
  }

  /// Makes a row of the last outcomes.
  private mutating func finishRow(of joint: Int) throws(ScenarioError) -> Int {
    outcomeStart.append(Int(try TableNumbers.number(outcomeNode.count, of: "outcomes of joint actions")))
    rowJoint.append(joint)
    return rowJoint.count - 1
  }

  /// The row of a joint action of a node whose outcomes are listed; `nil` where it was not expanded.
  private func row(of joint: Int, in node: Int) -> Int? {
    if node < jointStart.count, jointStart[node] >= 0 {
      let known = rowOfJoint[Int(jointStart[node]) + joint]
      return known >= 0 ? Int(known) : nil
    }
    guard let number = jointNumbers.number(of: joint), let pair = pairs.number(of: Int32(node), number)
    else { return nil }
    return Int(rowOfPair[Int(pair)])
  }

  /// Most joint actions of a node that are listed; those of others are looked up.
  private static let mostListed = 64

  private mutating func list(_ row: Int32, of joint: Int, in node: Int) throws(ScenarioError) {
    let missing = world.count - jointStart.count
    if missing > 0 { jointStart += [Int32](repeating: -1, count: missing) }
    if jointStart[node] < 0 {
      let count = try world.jointCount(of: node, limit: TableNumbers.mostPlayed)
      guard count <= Self.mostListed, rowOfJoint.count < Int(Int32.max) - Self.mostListed else { return }
      jointStart[node] = Int32(rowOfJoint.count)
      rowOfJoint += [Int32](repeating: -1, count: count)
    }
    rowOfJoint[Int(jointStart[node]) + joint] = row
  }

  private func drawEnding(_ word: UInt64, of node: Int) -> Int {
    let endings = world.states.endings(of: world.state(of: node))
    return endings.lowerBound
      + drawnPlace(PhiloxStream.unit(word), world.states.endingProbability[endings])
  }
}
