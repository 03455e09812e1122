import ArgumentParser
import Ascribe
import CreditMethods
import Trajectories

/// What `ascribe attribute` says of credit at two levels.
struct TwoLevelOptions: ParsableArguments {
  @Option(
    help:
      "What a segment is, in place of what the trace records: field, turns(N), tokens(N), entropy(X), switch(agent|action|tool)."
  )
  var segments: String?

  @Option(
    help:
      "Credit of units and of their parts, UNIT/PART: episode, segment or turn, over segment, turn, agent or token."
  )
  var twoLevel: String?

  @Option(
    help: "With --two-level: the named method whose credits units have; the others' parts are held to it.")
  var whole: String?

  /// The levels; `nil` if none were asked for.
  func levels() throws(UsageError) -> LevelPair? {
    guard let twoLevel else {
      guard whole == nil else {
        throw UsageError(description: "--whole goes with --two-level: give that, too.")
      }
      return nil
    }
    guard let levels = LevelPair(twoLevel) else {
      let hint = NearestName.hint(for: twoLevel, among: LevelPair.all.map(\.description))
      throw UsageError(description: "--two-level is \"\(twoLevel)\".\(hint)")
    }
    return levels
  }

  /// The rule of segments; that of the trace where levels need one and none was named.
  func rule() throws(UsageError) -> SegmentRule? {
    do throws(SegmentError) {
      if let segments { return try SegmentRule(segments) }
    } catch {
      throw UsageError(description: "--segments: \(error)")
    }
    guard let levels = try levels(), levels.unit == .segment || levels.part == .segment else { return nil }
    return .field
  }

  /// Which of the methods gives units their credits.
  func wholeMethod(among requests: [MethodRequest]) throws(UsageError) -> Int? {
    guard let whole else { return nil }
    let labels = requests.map(\.label)
    guard let index = labels.firstIndex(of: whole) else {
      throw UsageError(
        description:
          "--whole is \"\(whole)\", which is none of the methods that are named.\(NearestName.hint(for: whole, among: labels))"
      )
    }
    return index
  }
}
