/// What the rules that span the lines of a trace need to remember, whichever batch the lines went to.
struct TraceMemory {
  /// Line of each episode by its name.
  var lineOfEpisode = NameLines()
  /// Length of the factors of a decision; 0 until a decision has some.
  var factorCount = 0
  /// Line of the first decision with factors.
  var lineOfFactors = 0
}
