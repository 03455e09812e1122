/// The rules that every model obeys, each in one place.
enum ModelCheck {
  /// Most rows (joint action, state), and most joint observations, that a model may have.
  static let mostRows = 1 << 27

  /// Checks what belongs to the head of a model, with one list of names an agent.
  ///
  /// - Returns: The number of joint actions or joint observations.
  static func header(
    agents: [String], discount: Double, states: [String], lists: [[String]], of kind: String
  ) throws(DecPOMDPModelError) -> Int {
    try names(agents, place: "agents")
    try names(states, place: "states")
    guard (0...1).contains(discount) else {
      throw DecPOMDPModelError(place: "discount", found: "\(discount)", expected: "a number in 0...1")
    }
    guard lists.count == agents.count else {
      throw DecPOMDPModelError(
        place: "\(kind)s", found: "lists of \(lists.count) agents",
        expected: "one for each of \(agents.count)")
    }
    for (agent, list) in zip(agents, lists) { try names(list, place: "\(kind)s of agent \"\(agent)\"") }
    return try product(lists.map(\.count), of: "joint \(kind)")
  }

  private static func names(_ names: [String], place: String) throws(DecPOMDPModelError) {
    guard !names.isEmpty, !names.contains("") else {
      throw DecPOMDPModelError(
        place: place, found: names.isEmpty ? "none" : "an empty name",
        expected: "at least one, each with a name")
    }
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw DecPOMDPModelError(place: place, found: "\"\(name)\" twice", expected: "distinct names")
    }
  }

  /// The product of some sizes, within ``mostRows``.
  static func product(_ sizes: [Int], of kind: String) throws(DecPOMDPModelError) -> Int {
    var product = 1
    for size in sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow, next <= mostRows else {
        throw DecPOMDPModelError(
          place: "sizes", found: "\(sizes.map(String.init).joined(separator: " x ")) (\(kind))",
          expected: "a product of at most \(mostRows)")
      }
      product = next
    }
    return product
  }

  /// Checks the start, and divides it by its sum where that is not 1.
  static func start(_ start: [Double], stateCount: Int) throws(DecPOMDPModelError) -> [Double] {
    guard start.count == stateCount else {
      throw DecPOMDPModelError(
        place: "start", found: "\(start.count) probabilities",
        expected: "one for each of \(stateCount) states")
    }
    let sum = try checkedSum(start[...], place: "start")
    return abs(sum - 1) <= ProbabilityRow.rounding ? start : start.map { $0 / sum }
  }

  /// Checks rows of probabilities, and divides those by their sum where it is not 1.
  static func rows(
    _ rows: consuming SparseRows, count: Int, columns: Int, of kind: String
  ) throws(DecPOMDPModelError) -> SparseRows {
    guard rows.rowCount == count else {
      throw DecPOMDPModelError(
        place: kind, found: "\(rows.rowCount) rows",
        expected: "one for each of \(count) joint actions and states")
    }
    for row in 0..<count {
      let range = rows[row]
      var last = -1
      for column in rows.columns[range] {
        guard Int(column) > last, Int(column) < columns else {
          throw DecPOMDPModelError(
            place: "\(kind), row \(row)", found: "column \(column)",
            expected: "ascending columns in 0..<\(columns)")
        }
        last = Int(column)
      }
      guard rows.values[range].allSatisfy({ $0 != 0 }) else {
        throw DecPOMDPModelError(
          place: "\(kind), row \(row)", found: "an entry of 0", expected: "entries of what is possible alone")
      }
      let sum = try checkedSum(rows.values[range], place: "\(kind), row \(row)")
      if abs(sum - 1) > ProbabilityRow.rounding { rows.divide(row: row, by: sum) }
    }
    return rows
  }

  private static func checkedSum(
    _ probabilities: ArraySlice<Double>, place: String
  ) throws(DecPOMDPModelError) -> Double {
    for probability in probabilities where !(probability.isFinite && probability >= 0) {
      throw DecPOMDPModelError(
        place: place, found: "probability \(probability)", expected: "a finite number of at least 0")
    }
    let sum = ProbabilityRow.sum(probabilities)
    guard abs(sum - 1) <= ProbabilityRow.tolerance else {
      throw DecPOMDPModelError(
        place: place, found: "a sum of \(sum)", expected: "1 within \(ProbabilityRow.tolerance)")
    }
    return sum
  }

  /// Checks rewards; expected ones by row, and all where they depend on the outcome.
  static func rewards(
    _ rewards: ModelRewards, transitions: SparseRows, observationRows: SparseRows, stateCount: Int
  ) throws(DecPOMDPModelError) -> (expected: [Double], ofOutcomes: OutcomeRewards?) {
    switch rewards {
    case .ofTurns(let values):
      guard values.count == transitions.rowCount, values.allSatisfy(\.isFinite) else {
        throw DecPOMDPModelError(
          place: "rewards", found: "\(values.count) numbers",
          expected: "\(transitions.rowCount) finite numbers, one for each joint action and state")
      }
      return (values, nil)
    case .ofOutcomes(let outcomes):
      guard outcomes.offsets.count == transitions.values.count + 1, outcomes.values.allSatisfy(\.isFinite)
      else {
        throw DecPOMDPModelError(
          place: "rewards", found: "\(outcomes.offsets.count - 1) entries",
          expected: "\(transitions.values.count) with finite numbers, one for each transition")
      }
      return try summarised(outcomes, transitions, observationRows, stateCount: stateCount)
    }
  }

  private static func summarised(
    _ outcomes: OutcomeRewards, _ transitions: SparseRows, _ observationRows: SparseRows, stateCount: Int
  ) throws(DecPOMDPModelError) -> (expected: [Double], ofOutcomes: OutcomeRewards?) {
    var expected: [Double] = []
    expected.reserveCapacity(transitions.rowCount)
    var dependsOnOutcome = false
    for row in 0..<transitions.rowCount {
      let first = outcomes.values[outcomes.offsets[transitions[row].lowerBound]]
      var mean = 0.0
      var isConstant = true
      for entry in transitions[row] {
        let rewards = outcomes[entry]
        let seen = observationRows[row / stateCount * stateCount + Int(transitions.columns[entry])]
        guard rewards.count == 1 || rewards.count == seen.count else {
          throw DecPOMDPModelError(
            place: "rewards, row \(row)", found: "\(rewards.count) numbers of a transition",
            expected: "1, or one for each of \(seen.count) joint observations")
        }
        isConstant = isConstant && outcomes.values[rewards].allSatisfy { $0 == first }
        if rewards.count == 1 {
          mean += transitions.values[entry] * outcomes.values[rewards.lowerBound]
        } else {
          for (reward, place) in zip(rewards, seen) {
            mean += transitions.values[entry] * observationRows.values[place] * outcomes.values[reward]
          }
        }
      }
      // A constant is kept as it was given: a mean would carry the rounding of the probabilities.
      expected.append(isConstant ? first : mean)
      dependsOnOutcome = dependsOnOutcome || !isConstant
    }
    return (expected, dependsOnOutcome ? outcomes : nil)
  }
}
