/// Stages that can be reached from some, by number in the order of discovery, and which follow on which.
struct StageGraph<Stage: Hashable> {
  /// The starts come first.
  let stages: [Stage]
  /// One entry a stage: the numbers of those that may follow.
  let next: [[Int]]

  /// Explores breadth first.
  init(from starts: [Stage], _ following: (Stage) -> [Stage]) {
    var exploration = StageExploration(starts)
    while exploration.expand(following) {}
    self.init(exploration)
  }

  /// The same; `nil` if there are more stages than a limit.
  init?(from starts: [Stage], limit: Int, _ following: (Stage) -> [Stage]) {
    var exploration = StageExploration(starts)
    repeat {
      guard exploration.stages.count <= limit else { return nil }
    } while exploration.expand(following)
    self.init(exploration)
  }

  private init(_ exploration: StageExploration<Stage>) {
    stages = exploration.stages
    next = exploration.next
  }

  /// Fewest turns from each stage to one of the goals; `Int.max` where there is no way.
  func distances(to goals: [Int]) -> [Int] {
    var before = [[Int]](repeating: [], count: stages.count)
    for (stage, following) in next.enumerated() {
      for other in following { before[other].append(stage) }
    }
    var distances = [Int](repeating: .max, count: stages.count)
    var frontier = goals
    for stage in goals { distances[stage] = 0 }
    while !frontier.isEmpty {
      var earlier: [Int] = []
      for stage in frontier {
        for other in before[stage] where distances[other] == .max {
          distances[other] = distances[stage] + 1
          earlier.append(other)
        }
      }
      frontier = earlier
    }
    return distances
  }
}

/// Stages as they are found.
private struct StageExploration<Stage: Hashable> {
  private(set) var stages: [Stage] = []
  private(set) var next: [[Int]] = []
  private var numbers: [Stage: Int] = [:]

  init(_ starts: [Stage]) {
    for stage in starts { _ = number(of: stage) }
  }

  /// Finds what follows on the next stage; false if none is left.
  mutating func expand(_ following: (Stage) -> [Stage]) -> Bool {
    guard next.count < stages.count else { return false }
    next.append(following(stages[next.count]).map { number(of: $0) })
    return true
  }

  private mutating func number(of stage: Stage) -> Int {
    if let known = numbers[stage] { return known }
    numbers[stage] = stages.count
    stages.append(stage)
    return stages.count - 1
  }
}
