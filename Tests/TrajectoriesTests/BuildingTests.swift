import Foundation
import Testing
import TestSupport

@testable import Trajectories

/// Batches that are built from values.
@Suite struct BuildingTests {
  @Test func theSmallestEpisodeIsThatOfTheSmallestRecord() throws {
    let episode = Episode(
      task: "t", name: "e", status: .success,
      turns: [Turn(state: "A", decisions: [Decision(agent: "p", action: "x")])], final: "Z")
    #expect(
      Reading { () throws(TraceError) in try TrajectoryBatch(building: [episode]) }
        == Reading { () throws(TraceError) in try read(TraceText.line()) })
  }

  @Test func thePublishedExampleHasThreeDecisions() throws {
    let batch = try TrajectoryBatch(building: [
      Episode(
        task: "maze", name: "e0", status: .success,
        turns: [
          Turn(state: "start", decisions: [Decision(agent: "scout", action: "look")]),
          Turn(
            state: "seen", reward: 1,
            decisions: [Decision(agent: "scout", action: "wait"), Decision(agent: "runner", action: "run")]),
        ],
        final: "goal")
    ])
    #expect(batch.decisionCount == 3)
    #expect(batch.symbols.agents.names == ["scout", "runner"])
    #expect(batch.turns.reward == [0, 1])
  }

  /// Builder, writer and reader agree on every column and every symbol.
  @Test(arguments: 0..<40 as Range<UInt64>)
  func whatIsBuiltIsWrittenAndReadBack(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let built = try TrajectoryBatch(building: TrajectoryBatch.random(using: &generator).episodeValues)
    var text: [UInt8] = []
    TraceWriter.append(built, to: &text)
    #expect(
      Reading { () throws(TraceError) in built }
        == Reading { () throws(TraceError) in try TraceReader.read(text, named: "trace.jsonl") })
  }

  @Test(arguments: refusals)
  func theBuilderRefusesWhatTheReaderRefuses(_ refused: RefusedEpisode) {
    let read = refusal(of: refused.text)
    let built = refusal(ofBuilding: [refused.episode])
    #expect(read.hasPrefix("trace.jsonl:1: "))
    #expect(built.hasPrefix(refused.place))
    #expect(built.dropFirst(refused.place.count) == words(read))
  }

  @Test func rulesBetweenEpisodesNameTheOtherEpisode() {
    let again = [.plain(), .plain(name: "f"), .plain(name: "f")] as [Episode]
    #expect(
      refusal(ofBuilding: again)
        == #"episode "f": field "episode" is "f", as in episodes[1]; "#
        + "expected an identifier that is unique in the batch.")
    let factors =
      [
        .plain(), .plain(name: "f") { $0.factors = [1, 2] }, .plain(name: "g") { $0.factors = [1] },
      ] as [Episode]
    #expect(
      refusal(ofBuilding: factors)
        == #"episode "g": turn 0, agent "p": field "factors" is [1.0], of length 1; "#
        + "expected length 2, as in episodes[1].")
    #expect(
      refusal(ofBuilding: []) == #"batch: field "episodes" is empty; expected at least one episode."#)
  }

  /// What JSON cannot say, a value can.
  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func numbersThatAreNotFiniteAreRefused(_ number: Double) {
    #expect(
      refusal(ofBuilding: [.plain { $0.logProbability = number }])
        == #"episode "e": turn 0, agent "p": field "logProbability" is \#(number); "#
        + "expected a finite number of at most 0.")
    #expect(
      refusal(ofBuilding: [.plain { $0.factors = [0, number] }])
        == #"episode "e": turn 0, agent "p": field "factors[1]" is \#(number); expected a finite number."#)
    var episode = Episode.plain()
    episode.score = number
    #expect(
      refusal(ofBuilding: [episode])
        == #"episode "e": field "outcome.score" is \#(number); expected a finite number."#)
    episode = .plain()
    episode.turns[0].reward = number
    #expect(
      refusal(ofBuilding: [episode])
        == #"episode "e": turn 0: field "reward" is \#(number); expected a finite number."#)
    episode = .plain()
    episode.counterfactuals = ["q": number]
    #expect(
      refusal(ofBuilding: [episode])
        == #"episode "e": field "counterfactuals.q" is \#(number); expected a finite number."#)
  }

  @Test func aBatchThatIsTooLargeSaysSo() {
    let words: String
    do {
      _ = try TrajectoryBatch(building: [.plain(), .plain(name: "f")], limit: 1)
      words = "accepted"
    } catch { words = error.description }
    #expect(
      words == #"episode "f": turn 0: field "turns" is beyond what one batch can hold; "#
        + "expected at most 1 turns in a batch.")
  }
}

/// An episode that breaks a rule, and the text that breaks the same one.
struct RefusedEpisode: Sendable, CustomTestStringConvertible {
  let text: String
  let episode: Episode
  /// What the builder's sentence begins with.
  let place: String

  var testDescription: String { words(refusal(of: text)) }

  /// A broken decision of agent `p` in turn 0.
  static func decision(_ more: String, _ change: (inout Decision) -> Void) -> RefusedEpisode {
    RefusedEpisode(
      text: TraceText.lineOfDecision(more), episode: .plain(change: change),
      place: #"episode "e": turn 0, agent "p": "#)
  }

  /// A broken turn 0.
  static func turn(_ more: String, _ change: (inout Turn) -> Void) -> RefusedEpisode {
    var episode = Episode.plain()
    change(&episode.turns[0])
    return RefusedEpisode(
      text: TraceText.lineOfTurn(more), episode: episode, place: #"episode "e": turn 0: "#)
  }

  /// A broken field of the episode.
  static func episode(_ text: String, _ change: (inout Episode) -> Void) -> RefusedEpisode {
    var episode = Episode.plain()
    change(&episode)
    return RefusedEpisode(text: text, episode: episode, place: #"episode "e": "#)
  }
}

/// All rules of the reader that Swift's types leave to be broken within one episode.
private let refusals: [RefusedEpisode] = [
  .decision(#","logProbability":0.3"#) { $0.logProbability = 0.3 },
  .decision(#","referenceLogProbability":0.5"#) { $0.referenceLogProbability = 0.5 },
  .decision(#","tokens":-1"#) { $0.tokens = -1 },
  .decision(#","tokens":2147483648"#) { $0.tokens = 2_147_483_648 },
  .decision(#","entropy":-0.25"#) { $0.entropy = -0.25 },
  .decision(#","factors":[]"#) { $0.factors = [] },
  .turn(#","segment":-1"#) { $0.segment = -1 },
  .turn(#","segment":2147483648"#) { $0.segment = 2_147_483_648 },
  .turn(#","belief":1.5"#) { $0.belief = 1.5 },
  .turn(#","belief":-0.5"#) { $0.belief = -0.5 },
  .turn(#","process":-1.5"#) { $0.process = -1.5 },
  RefusedEpisode(
    text: TraceText.line(turns: "[\(TraceText.turn(decisions: "[]"))]"),
    episode: .plain(turns: [Turn(state: "A", decisions: [])]), place: #"episode "e": "#),
  RefusedEpisode(
    text: TraceText.line(
      turns: "[\(TraceText.turn(decisions: "[\(TraceText.decision()),\(TraceText.decision())]"))]"),
    episode: .plain(turns: [
      Turn(
        state: "A", decisions: [Decision(agent: "p", action: "x"), Decision(agent: "p", action: "y")])
    ]), place: #"episode "e": turn 0, agent "p": "#),
  RefusedEpisode(
    text: TraceText.line(turns: "[\(TraceText.turn(more: #","segment":3"#)),\(TraceText.turn())]"),
    episode: .plain(turns: [plainTurn(segment: 3), plainTurn()]), place: #"episode "e": turn 1: "#),
  RefusedEpisode(
    text: TraceText.line(
      turns: "[\(TraceText.turn(more: #","segment":3"#)),\(TraceText.turn(more: #","segment":2"#))]"),
    episode: .plain(turns: [plainTurn(segment: 3), plainTurn(segment: 2)]),
    place: #"episode "e": turn 1: "#),
  .episode(TraceText.line(turns: "[]")) { $0.turns = [] },
  .episode(TraceText.line(more: #","finalBelief":1.5"#)) { $0.finalBelief = 1.5 },
  .episode(TraceText.line(more: #","forkOf":"a","forkTurn":2"#)) { $0.fork = .init(episode: "a", turn: 2) },
  .episode(TraceText.line(more: #","forkOf":"a","forkTurn":-1"#)) { $0.fork = .init(episode: "a", turn: -1) },
]

private func plainTurn(segment: Int? = nil) -> Turn {
  Turn(state: "A", decisions: [Decision(agent: "p", action: "x")], segment: segment)
}

extension Episode {
  /// The episode of ``TraceText/line(schema:task:episode:outcome:turns:final:more:leavesTurnsOut:)``, its first decision
  /// changed.
  fileprivate static func plain(
    name: String = "e", turns: [Turn] = [plainTurn()], change: (inout Decision) -> Void = { _ in }
  ) -> Episode {
    var episode = Episode(task: "t", name: name, status: .success, turns: turns, final: "Z")
    if !turns.isEmpty, !turns[0].decisions.isEmpty { change(&episode.turns[0].decisions[0]) }
    return episode
  }
}

/// The sentence that building these episodes is refused with, or `accepted`.
private func refusal(ofBuilding episodes: [Episode]) -> String {
  do {
    _ = try TrajectoryBatch(building: episodes)
    return "accepted"
  } catch {
    return error.description
  }
}

/// A sentence from its field on, without its place.
private func words(_ sentence: String) -> String {
  sentence.range(of: #"field ""#).map { String(sentence[$0.lowerBound...]) } ?? sentence
}
