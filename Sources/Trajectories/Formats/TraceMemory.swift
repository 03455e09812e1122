/// What the rules that span the lines of a trace need to remember, whichever batch the lines went to.
struct TraceMemory {
  /// Line of each episode by its name.
  var lineOfEpisode = NameLines()
  /// Length of the factors of a decision; 0 until a decision has some.
  var factorCount = 0
  /// Line of the first decision with factors.
  var lineOfFactors = 0

  /// Adds what lines leave that were read by themselves.
  ///
  /// - Parameters:
  ///   - other: What they leave, their lines counted by themselves.
  ///   - line: How many lines are before those that are counted in it.
  /// - Returns: Whether they break no rule; otherwise nothing is added.
  mutating func merge(_ other: TraceMemory, after line: Int) -> Bool {
    guard
      other.lineOfFactors == 0 || lineOfFactors == 0 || other.factorCount == factorCount,
      lineOfEpisode.merge(other.lineOfEpisode, after: line)
    else { return false }
    if lineOfFactors == 0, other.lineOfFactors > 0 {
      (factorCount, lineOfFactors) = (other.factorCount, line + other.lineOfFactors)
    }
    return true
  }
}
