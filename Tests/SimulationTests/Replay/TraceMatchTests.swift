import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// Recorded traces, found again on the scenario, and fingerprints.
@Suite struct TraceMatchTests {
  /// The episodes of a simulation as they are read back from their trace.
  private func readBack(_ rollouts: Rollouts, _ edit: (String) -> String = { $0 }) throws -> TrajectoryBatch {
    var bytes: [UInt8] = []
    TraceWriter.append(rollouts.batch, to: &bytes)
    return try TraceReader.read(
      Array(edit(String(decoding: bytes, as: UTF8.self)).utf8), named: "trace.jsonl")
  }

  private func match(_ batch: TrajectoryBatch, _ mdp: TurnMDP) throws(TraceMatchError) -> TraceMatch {
    try TraceMatch(batch, on: mdp, policy: .behaviour(of: mdp))
  }

  private static let names = ScenarioCatalogue.builtIn.map(\.name)

  @Test(arguments: names) func aTraceIsFoundAgain(name: String) throws {
    let played = try Played(name, episodes: 30, seed: 6)
    let match = try match(readBack(played.rollouts), played.mdp)
    #expect(match.rollouts.node == played.rollouts.node)
    #expect(match.rollouts.choice == played.rollouts.choice)
    #expect(match.isAmbiguous.allSatisfy { !$0 })
    #expect(match.rollouts.plan == nil)
    // Replays of the record are those of the simulation.
    let request = ReplayRequest(episode: 2, turn: 0, .resampled)
    let found = try Replay(of: match.rollouts, seed: 4).continuations(of: [request], count: 20)
    let simulated = try Replay(of: played.rollouts, seed: 4).continuations(of: [request], count: 20)
    #expect(found.returns == simulated.returns)
  }

  @Test(arguments: ["dec-tiger", "memory"]) func memoriesAreFoundAgain(name: String) throws {
    let played = try Played(name, memory: .history, episodes: 20, seed: 6)
    let match = try match(readBack(played.rollouts), played.mdp)
    #expect(match.rollouts.node == played.rollouts.node && match.rollouts.choice == played.rollouts.choice)
  }

  /// The order in which a trace lists the decisions of a turn is the writer's own affair.
  @Test func decisionsMayStandInAnyOrder() throws {
    let played = try Played("two-step", isUniform: true, episodes: 10, seed: 6)
    let batch = try readBack(played.rollouts) { text in
      text.replacing("\"agent\":\"agent-0\"", with: "\"agent\":\"x\"")
        .replacing("\"agent\":\"agent-1\"", with: "\"agent\":\"agent-0\"")
        .replacing("\"agent\":\"x\"", with: "\"agent\":\"agent-1\"")
    }
    // The names are swapped, and so is who chose the matrix: where both acted alike in the first turn, nothing else
    // is different.
    let mdp = played.mdp
    var fitting = 0
    for episode in 0..<10 {
      let first = played.rollouts.batch.turns(of: episode).lowerBound
      guard played.rollouts.row(ofTurn: first) == 0 || played.rollouts.row(ofTurn: first) == 3 else {
        continue
      }
      var follower = batch
      follower = try readBack(played.rollouts) { _ in lines(batch)[episode] }
      let match = try match(follower, mdp)
      let turns = match.rollouts.batch.turns(of: 0)
      #expect(match.rollouts.node == Array(played.rollouts.node[played.rollouts.batch.turns(of: episode)]))
      for turn in turns {
        let agents = match.rollouts.batch.decisions(of: turn).map {
          match.rollouts.batch.symbols.agents[match.rollouts.batch.decisions.agent[$0]]
        }
        #expect(agents == ["agent-0", "agent-1"])
      }
      fitting += 1
    }
    #expect(fitting > 0)
  }

  private func lines(_ batch: TrajectoryBatch) -> [String] {
    var bytes: [UInt8] = []
    TraceWriter.append(batch, to: &bytes)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Without its privileged states, the tiger may be behind either door until one is opened.
  @Test func withoutPrivilegedStatesTurnsAreAmbiguous() throws {
    let played = try Played("dec-tiger", episodes: 20, seed: 6)
    let match = try match(
      readBack(played.rollouts) { $0.replacing(/"privileged":"[^"]*",/, with: "") }, played.mdp)
    #expect(match.isAmbiguous.contains(true))
    #expect(match.rollouts.choice.count == played.rollouts.choice.count)
    for (found, recorded) in zip(match.rollouts.node, played.rollouts.node) {
      #expect(played.mdp.known(found) == played.mdp.known(recorded))
    }
  }

  @Test func anotherScenarioStopsAtTheFirstImpossibleTurn() throws {
    let message = { (name: String, edit: (String) -> String, on: TurnMDP?) throws -> String in
      let played = try Played(name, episodes: 3, seed: 6)
      let batch = try readBack(played.rollouts, edit)
      do throws(TraceMatchError) {
        _ = try match(batch, on ?? played.mdp)
        return "no error"
      } catch {
        return error.description
      }
    }
    let unchanged = { (text: String) in text }
    let other = try message("coupling", unchanged, compiled("single"))
    #expect(
      other
        == "episode \"b0-e0\", turn 0: found state \"plan\"; the scenario has \"turn-0\" there.")
    let shorter = try message("single", unchanged, compiled("single", [("turns", "4")]))
    #expect(
      shorter
        == "episode \"b0-e0\", turn 4: found another turn; the scenario has at most 4 turns, and none there.")
  }

  @Test func theFingerprintIsThatOfTheRules() throws {
    var known: [String: String] = [:]
    let settings: [(String, [(name: String, value: String)], Memory)] =
      Self.names.filter { $0 != "relay" }.map { ($0, [], .lastObservation) } + [
        ("single", [("turns", "7")], .lastObservation),
        ("single", [("rightProbability", "0.25")], .lastObservation),
        ("dec-tiger", [], .history), ("dec-tiger", [], .observations(2)),
        ("two-step", [("discount", "0.99")], .lastObservation),
      ]
    for (name, values, memory) in settings {
      let fingerprint = try compiled(name, values, memory: memory).fingerprint
      #expect(fingerprint.count == 16 && fingerprint.allSatisfy(\.isHexDigit))
      #expect(known.updateValue(name, forKey: fingerprint) == nil, "\(name) \(values)")
    }
    // A change of it makes every trace of before another scenario's: only with a new version of the rules.
    let fingerprint = try compiled("two-step").fingerprint
    #expect(fingerprint == "9d9b088317c382c1")
  }
}
