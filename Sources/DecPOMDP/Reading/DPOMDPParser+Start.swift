extension DPOMDPParser {
  /// Reads the start: `start:` with a row of probabilities, `uniform` or one state; `start include:` and
  /// `start exclude:` with a list of states.
  mutating func parseStart() throws(DPOMDPFileError) {
    guard let states = head.states else {
      throw failure(at: 0, expected: "the section \"states\" before \"start\"")
    }
    let isList = token.map { tokens.isWord($0, "include") || tokens.isWord($0, "exclude") } ?? false
    let excludes = isList && tokens.isWord(tokens.current[1], "exclude")
    if isList { cursor += 1 }
    try expectColon(after: isList ? "\"include\" or \"exclude\"" : "start, or \"include\" or \"exclude\"")
    try advanceIfAtEnd(expected: "the start")
    head.start = isList ? try start(excluding: excludes, states) : try start(states)
  }

  private mutating func start(excluding: Bool, _ states: NameTable) throws(DPOMDPFileError) -> [Double] {
    var isListed = [Bool](repeating: false, count: states.count)
    while !isAtEnd {
      let state = try index(in: states)
      if isListed[state] {
        notes.append(
          DPOMDPNote(
            file: file, line: tokens.line, text: "state \"\(states.names[state])\" stands in the list twice.")
        )
      }
      isListed[state] = true
    }
    let count = isListed.count { $0 != excluding }
    guard count > 0 else {
      throw failure(at: cursor, expected: "a list that leaves a state to start in")
    }
    return isListed.map { $0 != excluding ? 1 / Double(count) : 0 }
  }

  private mutating func start(_ states: NameTable) throws(DPOMDPFileError) -> [Double] {
    if tokens.current.count == cursor + 1 {
      if tokens.isWord(tokens.current[cursor], "uniform") {
        return [Double](repeating: 1 / Double(states.count), count: states.count)
      }
      let isIndex = tokens.wholeNumber(tokens.current[cursor]) != nil
      // With a single state, `1` is a row of one probability.
      let isRow = states.count == 1 && tokens.isWord(tokens.current[cursor], "1")
      if tokens.isName(tokens.current[cursor]) || isIndex && !isRow {
        let state = try index(in: states)
        return states.names.indices.map { $0 == state ? 1 : 0 }
      }
    }
    let first = cursor
    var start: [Double] = []
    while !isAtEnd { start.append(try probability()) }
    guard start.count == states.count else {
      throw DPOMDPFileError(
        file: file, line: tokens.line, column: tokens.column(of: tokens.current[first]),
        found: "\(start.count) probabilities", expected: "one for each of \(states.count) states")
    }
    let sum = ProbabilityRow.sum(start[...])
    guard abs(sum - 1) <= ProbabilityRow.tolerance else {
      throw DPOMDPFileError(
        file: file, line: tokens.line, column: tokens.column(of: tokens.current[first]),
        found: "a start that sums to \(sum)", expected: "1 within \(ProbabilityRow.tolerance)")
    }
    return start
  }
}
