import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories

/// Worked numbers of methods that appeared after the survey.
@Suite struct WorkedAdditionTests {
  /// A call on a trace, and its credits: a line an episode, `turn=credit` or `turn/agent=credit`.
  struct Example: Sendable, CustomTestStringConvertible {
    let call: String
    let trace: String
    let numbers: String

    init(_ call: String, _ trace: String, _ numbers: String) {
      self.call = call
      self.trace = trace
      self.numbers = numbers
    }

    var testDescription: String { "\(call) on \(trace)" }

    /// The credits by episode, turn, and agent where the agents differ.
    var expected: [String: Double] {
      var result: [String: Double] = [:]
      for line in numbers.split(separator: "\n") {
        let words = line.split(separator: " ")
        for word in words.dropFirst() {
          let parts = word.split(separator: "=")
          result["\(words[0].dropLast()) \(parts[0])"] = Double(parts[1]) ?? .nan
        }
      }
      return result
    }
  }

  /// Four episodes of graded scores, two of which end in the same state otherwise.
  static let graded: [EpisodeDraft] = {
    let steps = { (steps: [(String, String)]) in
      steps.map { TurnDraft(state: $0.0, decisions: [DecisionDraft(agent: "p", action: $0.1)]) }
    }
    return [
      EpisodeDraft(
        name: "d0", status: .success, score: 1, turns: steps([("A", "x"), ("B", "x")]), final: "Z"),
      EpisodeDraft(
        name: "d1", status: .failure, score: 0.25, turns: steps([("A", "x"), ("B", "y")]), final: "Z"),
      EpisodeDraft(
        name: "d2", status: .failure, score: 0, turns: steps([("A", "y"), ("A", "x"), ("B", "y")]), final: "Z"
      ),
      EpisodeDraft(
        name: "d3", status: .truncated, score: 0, turns: steps([("A", "y"), ("C", "x")]), final: "Z"),
    ]
  }()

  /// Two and more turns a segment; every turn has a reward.
  static let segmented: [EpisodeDraft] = {
    let steps = { (steps: [(String, String, Double, Int)]) in
      steps.map {
        TurnDraft(
          state: $0.0, reward: $0.2, segment: $0.3, decisions: [DecisionDraft(agent: "p", action: $0.1)])
      }
    }
    return [
      EpisodeDraft(
        name: "s0", status: .success, score: 1,
        turns: steps([("A", "x", 0, 0), ("B", "x", 0.5, 0), ("C", "x", 0, 1), ("D", "x", 1, 1)]), final: "Z"),
      EpisodeDraft(
        name: "s1", score: 0, turns: steps([("A", "y", 0, 0), ("B", "y", 0, 1), ("B", "y", 0, 1)]), final: "Z"
      ),
      EpisodeDraft(
        name: "s2", status: .truncated, score: 0, turns: steps([("A", "x", 0.25, 0), ("C", "y", 0, 1)]),
        final: "Z"),
    ]
  }()

  /// Two agents that do the same at once, and two forks before their second turns; every turn has a reward.
  static let forked: [EpisodeDraft] = {
    let steps = { (steps: [(String, String, Double)]) in
      steps.map { state, action, reward in
        TurnDraft(
          state: state, reward: reward,
          decisions: ["left", "right"].map { DecisionDraft(agent: $0, action: action) })
      }
    }
    return [
      EpisodeDraft(name: "g0", status: .success, score: 1, turns: steps([("A", "a", 0.2), ("B", "x", 1)])),
      EpisodeDraft(name: "g1", score: 0, turns: steps([("A", "a", 0.2), ("B", "y", 0)])),
      EpisodeDraft(name: "g2", status: .success, score: 1, turns: steps([("A", "b", 0.4), ("B", "x", 0.5)])),
      EpisodeDraft(name: "g3", score: 0, turns: steps([("A", "b", 0.4), ("B", "y", 0.5)])),
    ]
  }()

  /// What a judge says of the decisions of recorded traces, in the order of the file: labels, scores out of ten, and shares.
  static let judged: [String: [Double]] = [
    "E1+scores": [8, 6, 9, 3, 7, 9, 5, 8, 2, 1, 6, 4],
    "single+scores": [8, 6, 9, 3, 7, 9, 5, 8, 2],
    "team+scores": [8, 6, 9, 7, 5, 2, 6, 1, 3, 8, 2, 6, 4, 3, 9, 9],
    "E1+shares": [0.2, 0.3, 0.4, 0.1, -0.2, -0.1, 0.5, 0.6, -0.1, 0.1, 0.2, -0.3],
    "team+shares": [0.3, 0.2, 0.4, 0.2, 0.1, -0.1, 0.1, -0.2, -0.2, 0.1, -0.1, 0.1, 0, -0.1, 0.6, 0.5],
    "E1+labels": [1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 0],
    "team+labels": [1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1],
  ]

  static func batch(_ name: String) throws -> TrajectoryBatch {
    if name == "graded" { return makeBatch(graded) }
    if name == "segments" { return makeBatch(segmented) }
    if name == "fork2" {
      var batch = makeBatch(forked)
      batch.episodes.fork = [
        nil, EpisodeColumns.Fork(episode: "g0", turn: 1), nil, EpisodeColumns.Fork(episode: "g2", turn: 1),
      ]
      return batch
    }
    guard let labels = judged[name] else { return try replayTrace(name) }
    var batch = try replayTrace(String(name.split(separator: "+")[0]))
    batch.decisions.judge = labels
    return batch
  }

  @Test(
    arguments: closures + evidence + segments + beliefs + labels + delegations + agents + samples + coaches
      + shares + mixers)
  func numbersAreThePrintedOnes(example: Example) throws {
    let batch = try Self.batch(example.trace)
    let found = try MethodRequest(example.call).attribute(batch, in: AttributionContext()).credits
    let expected = example.expected
    for episode in 0..<batch.episodeCount {
      for (turn, index) in batch.turns(of: episode).enumerated() {
        for decision in batch.decisions(of: index) {
          let agent = batch.symbols.agents[batch.decisions.agent[decision]]
          let place = "\(batch.episodeName(episode)) \(turn)"
          let number = try #require(expected["\(place)/\(agent)"] ?? expected[place], "\(place) \(agent)")
          #expect(abs(found[decision] - number) <= 1e-10, "\(place) \(agent)")
        }
      }
    }
  }
}
