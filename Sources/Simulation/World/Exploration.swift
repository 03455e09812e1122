import Glibc
import Trajectories

/// Explores a world breadth first, the whole of it or what a policy reaches.
///
/// Joint actions that the policy takes are expanded first, in the order in which they are found; so a policy that takes
/// all of them finds the whole in the order in which it is found without a policy.
struct Exploration {
  private(set) var world: World
  private let policy: (any Policy)?
  private let entryLimit: Int

  /// One entry a node: the rows of joint actions that the policy takes, and of others.
  private(set) var taken: [Range<Int32>] = []
  private(set) var others: [Range<Int32>] = []
  /// Turn at which each node was found.
  private var depths: [Int32] = []

  /// One entry a row: the joint action, its row among the states', and its first outcome in ``successors``.
  private(set) var joint: [Int32] = []
  private(set) var stateRow: [Int32] = []
  private(set) var successorStart: [Int32] = []
  private(set) var successors: [Int32] = []

  private let listener = ExplorationListener.current

  /// What the policy answered; `nil` where none is followed.
  private var answers: PolicyAnswers?

  /// An exploration of a world.
  ///
  /// - Parameters:
  ///   - policy: Whom to follow; `nil`: every joint action is expanded.
  ///   - entryLimit: Most entries of a table.
  init(_ world: World, following policy: (any Policy)? = nil, entryLimit: Int = TableNumbers.most) {
    self.world = world
    self.policy = policy
    answers = policy.map { PolicyAnswers($0) }
    self.entryLimit = entryLimit
  }

  /// A world as far as it was explored by others, without where joint actions lead.
  init(met world: World) {
    self.init(world)
    taken = [Range<Int32>](repeating: 0..<0, count: world.count)
    others = taken
  }

  /// Explores everything, whatever any policy does.
  ///
  /// - Throws: ``ScenarioError`` for broken rules and for more nodes or entries than there may be.
  mutating func exploreAll() throws(ScenarioError) {
    defer { listener?.progress(nil) }
    depths = [Int32](repeating: 0, count: world.count)
    var next = 0
    while next < world.count {
      try world.describe(next)
      var rows: Range<Int32> = 0..<0
      if depths[next] < world.horizon {
        rows = try expand(0..<(try world.jointCount(of: next)), of: next, forgettingFor: nil)
      }
      taken.append(rows)
      next += 1
      if next.isMultiple(of: ExplorationListener.step) { listener?.progress(world.count) }
    }
    tellSharedKey()
    others = [Range<Int32>](repeating: 0..<0, count: taken.count)
  }

  /// Explores what the policy reaches, and with ``Coverage/deviations`` what it reaches after other joint actions.
  ///
  /// - Throws: ``ScenarioError`` for broken rules and more nodes or entries than there may be, ``PolicyError`` of the
  ///   policy.
  mutating func explore(_ coverage: Coverage) throws {
    defer { listener?.progress(nil) }
    depths = [Int32](repeating: 0, count: world.count)
    var next = 0
    while next < world.count {
      try world.describe(next)
      let isOver = depths[next] == world.horizon
      taken.append(isOver ? 0..<0 : try expand(takenJoints(in: next), of: next, forgettingFor: nil))
      next += 1
      if next.isMultiple(of: ExplorationListener.step) { listener?.progress(world.count) }
    }
    tellSharedKey()
    others = [Range<Int32>](repeating: 0..<0, count: taken.count)
    if coverage == .deviations { try exploreDeviations() }
  }

  /// Turn by turn, expands every joint action of the nodes where the policy comes, and what it does in others.
  private mutating func exploreDeviations() throws {
    let followed = taken.map { !$0.isEmpty }
    var layer = Array(Set(world.start.map(\.node))).sorted()
    var marked = [Bool](repeating: false, count: world.count)
    for _ in 0..<world.horizon {
      var next: [Int32] = []
      for node in layer.map({ Int($0) }) {
        try world.describe(node)
        if taken[node].isEmpty {
          taken[node] = try expand(takenJoints(in: node), of: node, forgettingFor: policy)
        }
        if node < followed.count, followed[node], others[node].isEmpty {
          others[node] = try expand(otherJoints(in: node), of: node, forgettingFor: policy)
        }
        marked += [Bool](repeating: false, count: world.count - marked.count)
        for row in [taken[node], others[node]].joined() {
          for successor in successors(of: row) where !marked[Int(successor)] {
            marked[Int(successor)] = true
            next.append(successor)
          }
        }
      }
      for node in next { marked[Int(node)] = false }
      layer = next.sorted()
    }
    for node in 0..<world.count { try world.describe(node) }
  }

  private func tellSharedKey() {
    if let key = world.states.sharedKey { listener?.sharedKey(key) }
  }

  /// The nodes that a row leads to.
  func successors(of row: Int32) -> ArraySlice<Int32> {
    let start = Int(successorStart[Int(row)])
    return successors[start..<start + world.states.outcomes(of: Int(stateRow[Int(row)])).count]
  }

  /// Expands joint actions of a described node.
  private mutating func expand(
    _ joints: some Sequence<Int>, of node: Int, forgettingFor policy: (any Policy)?
  ) throws(ScenarioError) -> Range<Int32> {
    let first = Int32(joint.count)
    for joint in joints {
      self.joint.append(Int32(joint))
      successorStart.append(Int32(successors.count))
      stateRow.append(
        Int32(try world.expand(joint, of: node, into: &successors, forgettingFor: policy)))
      _ = try TableNumbers.number(successors.count, of: "outcomes of joint actions", limit: entryLimit)
    }
    let depth = node < depths.count ? depths[node] + 1 : 0
    let missing = world.count - depths.count
    if missing > 0 { depths += [Int32](repeating: depth, count: missing) }
    let more = world.count - others.count
    if !others.isEmpty, more > 0 {
      taken += [Range<Int32>](repeating: 0..<0, count: more)
      others += [Range<Int32>](repeating: 0..<0, count: more)
    }
    return first..<(try TableNumbers.number(joint.count, of: "joint actions", limit: entryLimit))
  }

  // MARK: The policy

  /// The joint actions that the policy takes in a node, ascending.
  private mutating func takenJoints(in node: Int) throws -> [Int] {
    var joints = world.slots(of: node).isEmpty ? [] : [0]
    for slot in world.slots(of: node) {
      let row = try answer(for: Int(world.slotInformation[slot]))
      let likely = row.indices.filter { row[$0].probability > 0 }.map { $0 - row.startIndex }
      joints = joints.flatMap { joint in likely.map { joint * row.count + $0 } }
    }
    return joints
  }

  /// The other joint actions of a node, ascending.
  private mutating func otherJoints(in node: Int) throws -> [Int] {
    var isOther = [Bool](repeating: true, count: try world.jointCount(of: node))
    for joint in try takenJoints(in: node) { isOther[joint] = false }
    return isOther.indices.filter { isOther[$0] }
  }

  /// The policy's answer for an information state; it is asked once.
  private mutating func answer(for known: Int) throws(PolicyError) -> ArraySlice<ActionProbability> {
    try answers?.row(for: known, in: world) ?? []
  }

  /// The policy as a table; uniform where it was not asked because nobody acts there.
  func table(on information: InformationTable) throws(PolicyError) -> TabularPolicy {
    var answers = answers
    var probability: [Double] = []
    var logProbability: [Double] = []
    for known in information.agent.indices {
      let count = information.choices(of: known).count
      if answers?.isAsked(in: known) ?? false, let row = try answers?.row(for: known, in: world) {
        probability += row.map(\.probability)
        logProbability += row.map(\.logProbability)
      } else {
        probability += [Double](repeating: 1 / Double(count), count: count)
        logProbability += [Double](repeating: -log(Double(count)), count: count)
      }
    }
    return TabularPolicy(
      probability: probability, logProbability: logProbability, information, source: policy)
  }
}
