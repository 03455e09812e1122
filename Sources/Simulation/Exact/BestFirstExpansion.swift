import Ground
import Trajectories

/// Cells (turn, node) of a world that a policy reaches, expanded in the order of the probability of reaching them.
///
/// Cells are numbered as they are found; of equally probable ones the first is expanded first. Probabilities are exact after
/// ``visit()``; while cells are expanded, what a cell gains after it was expanded is passed on by the next visit only. So a
/// visit from time to time, not after every cell, keeps the order good and the time linear.
struct BestFirstExpansion {
  var world: World
  var answers: PolicyAnswers
  /// What the return from each turn on can be, before anything is expanded; `nil` where nothing is known.
  private let ranges: [ClosedRange<Double>]?
  private let limit: Int

  /// Cells: turn and node.
  private(set) var cells = NumberedPairs()
  /// One entry a cell: the number of its expansion, or one of the two below.
  private(set) var expansion: [Int32] = []
  private static let frontier: Int32 = -1
  static let stopped: Int32 = -2
  /// Probability of being reached.
  private(set) var mass: [Double] = []
  /// Bounds of the expected return and of the probability of success from the cell on.
  private(set) var lower: [Double] = []
  private(set) var upper: [Double] = []
  private(set) var successLower: [Double] = []
  private(set) var successUpper: [Double] = []
  /// The last edge that leads to the cell.
  private var lastEdge: [Int] = []

  /// One entry an expansion: expected reward of the turn, and its first edge.
  private(set) var reward: [Double] = []
  private(set) var edgeStart: [Int] = [0]
  /// One entry an edge: where an expanded cell leads, each cell once, and with which probability.
  private(set) var edgeCell: [Int32] = []
  private(set) var edgeProbability: [Double] = []
  /// Expanded cells by turn.
  private(set) var expanded: [[Int32]]
  /// Where it begins: cells, each with the probability that begins there.
  private var roots: [(cell: Int32, mass: Double)] = []
  private var frontierCount = 0

  // Kept between calls for their memory.
  var joints: [(joint: Int, probability: Double)] = []
  private var longer: [(joint: Int, probability: Double)] = []
  var successors: [Int32] = []

  /// - Parameter namesStates: Whether states are to have names, which credits are told with.
  init(
    _ world: World, under policy: any Policy, ranges: [ClosedRange<Double>]?, limit: Int, namesStates: Bool
  ) {
    self.world = world
    self.world.namesStates = namesStates
    answers = PolicyAnswers(policy)
    self.ranges = ranges
    self.limit = min(limit, TableNumbers.most / 2)
    expanded = Array(repeating: [], count: world.horizon)
  }

  /// Begins where episodes start.
  mutating func start() throws(ScenarioError) {
    for (node, probability) in world.start { _ = try begin(at: node, turn: 0, mass: probability) }
  }

  /// Begins in a node at a turn, too.
  ///
  /// - Parameter mass: The probability that begins there.
  /// - Returns: Its cell.
  mutating func begin(at node: Int32, turn: Int, mass: Double) throws(ScenarioError) -> Int32 {
    let found = Int32(try cell(of: node, turn: Int32(turn)))
    roots.append((found, mass))
    return found
  }

  var cellCount: Int { cells.count }
  var expandedCount: Int { reward.count }
  /// Whether there are cells left to expand.
  var hasFrontier: Bool { frontierCount > 0 }

  /// Bounds of where it begins, as of the last evaluation; those of the value mean nothing where there are no ranges and a
  /// frontier.
  var value: ClosedRange<Double> { bounds(lower, upper) }
  var success: ClosedRange<Double> { bounds(successLower, successUpper) }

  /// The probability that an episode comes to the frontier, as of the last visit.
  var frontierMass: Double {
    mass.indices.reduce(0) { $0 + (expansion[$1] == Self.frontier ? mass[$1] : 0) }
  }

  private func bounds(_ lower: [Double], _ upper: [Double]) -> ClosedRange<Double> {
    var ends = (lower: 0.0, upper: 0.0)
    for (cell, mass) in roots {
      ends.lower += mass * lower[Int(cell)]
      ends.upper += mass * upper[Int(cell)]
    }
    // Rewards near the largest numbers may add up to none.
    return ends.lower <= ends.upper ? ends.lower...ends.upper : -.infinity ... .infinity
  }

  // MARK: Passes

  /// Forward: the exact probability of reaching each cell.
  mutating func visit() {
    for cell in mass.indices { mass[cell] = 0 }
    for (cell, begins) in roots { mass[Int(cell)] += begins }
    for layer in expanded {
      for cell in layer {
        let number = Int(expansion[Int(cell)])
        for edge in edgeStart[number]..<edgeStart[number + 1] {
          mass[Int(edgeCell[edge])] += mass[Int(cell)] * edgeProbability[edge]
        }
      }
    }
  }

  /// Backward: the bounds of each cell. Lower and upper ones are the same sums, so that they never cross, and are equal where
  /// all that follows is known.
  mutating func evaluate() {
    for turn in expanded.indices.reversed() {
      for cell in expanded[turn] { evaluate(Int(cell), turn: turn) }
    }
  }

  private mutating func evaluate(_ cell: Int, turn: Int) {
    let number = Int(expansion[cell])
    var low = reward[number]
    var high = low
    var successLow = 0.0
    var successHigh = 0.0
    for edge in edgeStart[number]..<edgeStart[number + 1] {
      let next = Int(edgeCell[edge])
      let probability = edgeProbability[edge]
      // An ending is paid with the last turn's reward.
      let carried = expansion[next] == Self.stopped ? probability : probability * world.discount
      low += carried * lower[next]
      high += carried * upper[next]
      successLow += probability * successLower[next]
      successHigh += probability * successUpper[next]
    }
    // What is declared of any return holds here, too, which makes bounds that never widen with further expansions. Where
    // rounding alone would leave nothing, there is nothing to gain.
    if low < high, let range = ranges?[turn], max(low, range.lowerBound) <= min(high, range.upperBound) {
      low = max(low, range.lowerBound)
      high = min(high, range.upperBound)
    }
    lower[cell] = low
    upper[cell] = high
    successLower[cell] = successLow
    successUpper[cell] = successHigh
  }

  // MARK: Expansion

  private struct Candidate: HeapElement {
    let mass: Double
    let cell: Int32
    func precedes(_ other: Candidate) -> Bool {
      mass == other.mass ? cell < other.cell : mass > other.mass
    }
  }

  /// Expands cells of the frontier, the most probable ones first.
  ///
  /// - Parameter count: How many.
  /// - Returns: `false` if the limit ended it.
  mutating func expand(_ count: Int) throws -> Bool {
    var heap = BinaryHeap<Candidate>()
    for cell in expansion.indices where expansion[cell] == Self.frontier {
      heap.insert(Candidate(mass: mass[cell], cell: Int32(cell)))
    }
    var left = count
    while left > 0, let next = heap.first {
      let cell = Int(next.cell)
      // A cell that became more probable stands in the heap once more.
      guard expansion[cell] == Self.frontier, next.mass == mass[cell] else {
        _ = heap.popFirst()
        continue
      }
      guard cells.count < limit, try expand(cell, gaining: &heap) else { return false }
      left -= 1
    }
    return true
  }

  /// Expands a cell, if the policy does not take too many joint actions there.
  private mutating func expand(_ cell: Int, gaining heap: inout BinaryHeap<Candidate>) throws -> Bool {
    let (turn, node) = cells[cell]
    guard try findJoints(in: Int(node)) else { return false }
    let firstEdge = edgeCell.count
    var expected = 0.0
    for (joint, probability) in joints {
      successors.removeAll(keepingCapacity: true)
      let row = try world.expand(joint, of: Int(node), into: &successors, forgettingFor: answers.policy)
      for (successor, outcome) in zip(successors, world.states.outcomes(of: row)) {
        let share = probability * world.states.outcomeProbability[outcome]
        guard share > 0 else { continue }
        expected += share * world.states.outcomeReward[outcome]
        let next = try self.cell(of: successor, turn: turn + 1)
        if lastEdge[next] >= firstEdge {
          edgeProbability[lastEdge[next]] += share
        } else {
          lastEdge[next] = edgeCell.count
          edgeCell.append(Int32(next))
          edgeProbability.append(share)
        }
      }
    }
    for edge in firstEdge..<edgeCell.count {
      let next = Int(edgeCell[edge])
      mass[next] += mass[cell] * edgeProbability[edge]
      if expansion[next] == Self.frontier {
        heap.insert(Candidate(mass: mass[next], cell: Int32(next)))
      }
    }
    expansion[cell] = Int32(reward.count)
    reward.append(expected)
    edgeStart.append(edgeCell.count)
    expanded[Int(turn)].append(Int32(cell))
    frontierCount -= 1
    return true
  }

  /// The joint actions that the policy takes in a node, ascending, with their probabilities; `false` if they are too many.
  mutating func findJoints(in node: Int) throws -> Bool {
    _ = try world.jointCount(of: node)
    joints.removeAll(keepingCapacity: true)
    joints.append((0, 1))
    for slot in world.slots(of: node) {
      let row = try answers.row(for: Int(world.slotInformation[slot]), in: world)
      longer.removeAll(keepingCapacity: true)
      for (joint, probability) in joints {
        for (action, answer) in row.enumerated() where answer.probability > 0 {
          longer.append((joint * row.count + action, probability * answer.probability))
        }
      }
      swap(&joints, &longer)
      guard joints.count <= limit else { return false }
    }
    return true
  }

  /// The cell of a node at a turn, which is described when it is found: where an episode stops, its value is known.
  private mutating func cell(of node: Int32, turn: Int32) throws(ScenarioError) -> Int {
    let (cell, isNew) = cells.insert(turn, node)
    guard isNew else { return Int(cell) }
    try world.describe(Int(node))
    mass.append(0)
    lastEdge.append(-1)
    guard turn == world.horizon || world.slots(of: Int(node)).isEmpty else {
      expansion.append(Self.frontier)
      frontierCount += 1
      lower.append(ranges?[Int(turn)].lowerBound ?? 0)
      upper.append(ranges?[Int(turn)].upperBound ?? 0)
      successLower.append(0)
      successUpper.append(1)
      return Int(cell)
    }
    var mean = 0.0
    var success = 0.0
    for ending in world.states.endings(of: world.state(of: Int(node))) {
      let probability = world.states.endingProbability[ending]
      mean += probability * world.states.endings[ending].reward
      if world.states.endings[ending].status == .success { success += probability }
    }
    expansion.append(Self.stopped)
    lower.append(mean)
    upper.append(mean)
    successLower.append(success)
    successUpper.append(success)
    return Int(cell)
  }
}
