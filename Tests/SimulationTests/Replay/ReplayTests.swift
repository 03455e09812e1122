import Scenarios
import Testing
import TestSupport
import Trajectories
import Simulation

/// Requests, addresses and columns; means are in ``ReplayExactTests``.
@Suite struct ReplayTests {
  /// In a deterministic scenario the recorded actions lead to what was recorded.
  @Test func recordedActionsReproduceADeterministicEpisode() throws {
    let played = try Played("and", isUniform: true, episodes: 64, seed: 3)
    let replay = Replay(of: played.rollouts, seed: 8)
    for episode in 0..<64 {
      let result = try replay.play(ReplayRequest(episode: episode, turn: 0), continuation: 5)
      #expect(result.return == played.rollouts.batch.turns.reward[episode])
      #expect(result.status == played.rollouts.batch.episodes.status[episode])
    }
  }

  private static let restorations = ["privileged", "public", "actions"]
  /// Solved once for all tests.
  private static let relay = Result { try Played("relay", episodes: 8, seed: 2) }

  private func restoration(_ name: String, _ played: Played) -> Replay.Restoration {
    switch name {
    case "privileged": .privileged
    case "public": .publicState(PublicBelief(played.solution))
    default: .recordedActions
    }
  }

  /// Several kinds of requests at two turns of some episodes of the relay.
  private func requests(_ played: Played) -> [ReplayRequest] {
    (0..<2).flatMap { episode -> [ReplayRequest] in
      let first = ReplayRequest(episode: episode, turn: 0)
      let change = Intervention.replacing("planner", at: 0, by: "look-cache")
      return [
        first, ReplayRequest(episode: episode, turn: 1, .resampled),
        ReplayRequest(episode: episode, turn: 0, change),
        ReplayRequest(episode: episode, turn: 1, .deleting(turn: 1, absence: .defaultAction)),
        ReplayRequest(
          episode: episode, turn: 0, .following(1, by: "coder", in: 0..<10, keeping: .everything)),
      ]
    }
  }

  @Test(arguments: restorations) func threadsAndOrderDoNotChangeABit(name: String) throws {
    let played = try Self.relay.get()
    for noise in [Replay.Noise.independent, .common] {
      let replay = Replay(
        of: played.rollouts, others: [.uniform(on: played.mdp)], restoring: restoration(name, played),
        noise: noise, seed: 6)
      let requests = requests(played)
      // Two pieces of work.
      let one = try replay.continuations(of: requests, count: 110)
      let three = try replay.continuations(of: requests, count: 110, threads: 3)
      let isEqual = one.returns.map(\.bitPattern) == three.returns.map(\.bitPattern)
      #expect(isEqual)
      #expect(one.turns == three.turns && one.statuses == three.statuses && one.reached == three.reached)
      #expect(one.scores == three.scores && one.substitutions == three.substitutions)
      let backwards = try replay.continuations(of: requests.reversed(), count: 110)
      for request in requests.indices {
        let mirrored = requests.count - 1 - request
        #expect(Array(one.returns[one.rows(of: request)]) == Array(backwards.returns[one.rows(of: mirrored)]))
      }
      // In two calls, the second going on where the first stopped.
      let head = try replay.continuations(of: [requests[2]], count: 70)
      let tail = try replay.continuations(of: [requests[2]], count: 40, from: 70)
      #expect(head.returns + tail.returns == Array(one.returns[one.rows(of: 2)]))
    }
  }

  @Test func theSeedTheAlternativeAndTheInterventionAreTheAddress() throws {
    let played = try Self.relay.get()
    let replay = Replay(of: played.rollouts, seed: 6)
    let turns = { (replay: Replay, request: ReplayRequest) throws -> [Int32] in
      let outcomes = try replay.continuations(of: [request], count: 200)
      return outcomes.turns
    }
    let request = ReplayRequest(episode: 1, turn: 0, .resampled)
    #expect(try turns(replay, request) == turns(replay, request))
    #expect(try turns(replay, request) != turns(Replay(of: played.rollouts, seed: 7), request))
    var other = request
    other.alternative = 9
    #expect(try turns(replay, request) != turns(replay, other))
    // The same distribution under another name has draws of its own.
    let deleted = ReplayRequest(
      episode: 1, turn: 0, Intervention(keeping: .everything, [.init(of: nil, in: 0..<10, to: .policy(0))]))
    #expect(try turns(replay, request) != turns(replay, deleted))
  }

  /// With the same draws, every way to say "nothing is changed" gives the same continuation.
  @Test func tablesAndForcedActionsAgreeDrawByDraw() throws {
    for (name, settings) in [("relay", []), ("dec-tiger", []), ("or", [(name: "agents", value: "5")])] {
      let played = try Played(name, settings, episodes: 20, seed: 4)
      let replay = Replay(
        of: played.rollouts, others: [played.solution.policy], noise: .common, seed: 1)
      for episode in 0..<20 {
        let turn = played.rollouts.batch.turns(of: episode).count / 2
        let horizon = played.mdp.horizon
        let ways: [Intervention] = [
          .none, Intervention([.init(of: nil, in: turn..<turn + 1, to: .recorded)]),
          Intervention(
            [.init(of: nil, in: turn + 1..<horizon, to: .policy(1))].filter { _ in turn + 1 < horizon }),
        ]
        let outcomes = try replay.continuations(
          of: ways.map { ReplayRequest(episode: episode, turn: turn, $0) }, count: 50)
        #expect(outcomes.returns[outcomes.rows(of: 1)] == outcomes.returns[outcomes.rows(of: 0)][...])
        #expect(
          Array(outcomes.returns[outcomes.rows(of: 2)]) == Array(outcomes.returns[outcomes.rows(of: 0)]))
        #expect(Array(outcomes.turns[outcomes.rows(of: 2)]) == Array(outcomes.turns[outcomes.rows(of: 0)]))
      }
    }
  }

  /// Continuation 0 with the recorded draws is the record itself, whichever turn is restored.
  @Test(arguments: ["relay", "dec-tiger", "two-step", "memory"])
  func recordedDrawsRepeatTheRecord(name: String) throws {
    let played = try Played(name, episodes: 40, seed: 12)
    let batch = played.rollouts.batch
    let replay = Replay(of: played.rollouts, noise: .recorded, seed: 1)
    for episode in 0..<12 {
      let turns = batch.turns(of: episode)
      for turn in 0..<turns.count {
        for intervention in [Intervention.none, .resampled, Intervention(keeping: .everything)] {
          let request = ReplayRequest(episode: episode, turn: turn, intervention)
          let trajectory = try replay.trajectory(of: request)
          #expect(trajectory.firstTurn == turn)
          #expect(trajectory.rewards == Array(batch.turns.reward[turns.dropFirst(turn)]))
          #expect(trajectory.node.dropLast() == played.rollouts.node[turns.dropFirst(turn)])
          #expect(trajectory.row == turns.dropFirst(turn).map { played.rollouts.row(ofTurn: $0) })
          #expect(try replay.play(request).status == batch.episodes.status[episode])
        }
      }
    }
  }

  @Test func trajectoriesAreTheContinuations() throws {
    let played = try Self.relay.get()
    for name in Self.restorations {
      let replay = Replay(
        of: played.rollouts, others: [.uniform(on: played.mdp)], restoring: restoration(name, played), seed: 6
      )
      let requests = requests(played)
      let outcomes = try replay.continuations(of: requests, count: 20)
      for (index, request) in requests.enumerated() {
        for (continuation, row) in outcomes.rows(of: index).enumerated() {
          let trajectory = try replay.trajectory(of: request, continuation: continuation)
          #expect(trajectory.return == outcomes.returns[row])
          #expect(trajectory.rewards.count == Int(outcomes.turns[row]))
          #expect(trajectory.node.count == trajectory.row.count + 1)
          let skipped = max(0, request.turn - trajectory.firstTurn)
          if outcomes.reached[row] {
            #expect(abs(trajectory.rewards.dropFirst(skipped).reduce(0, +) - trajectory.return) < 1e-12)
          }
        }
      }
    }
  }

  /// `single` always takes 6 turns.
  @Test func everySimulatedTurnIsCounted() throws {
    let played = try Played("single", episodes: 3, seed: 0)
    let requests = (0..<6).map { ReplayRequest(episode: 1, turn: $0) }
    let restored = try Replay(of: played.rollouts, seed: 0).continuations(of: requests, count: 7)
    #expect(restored.simulatedTurns == 7 * 21)
    let again = Replay(of: played.rollouts, restoring: .recordedActions, seed: 0)
    #expect(try again.continuations(of: requests, count: 7).simulatedTurns == 7 * 36)
  }

  @Test func wrongRequestsAreErrors() throws {
    let played = try Played("relay", episodes: 1, seed: 4)
    let replay = Replay(of: played.rollouts, seed: 0)
    let turns = played.rollouts.batch.turnCount
    let message = { (request: ReplayRequest, continuation: Int) -> String in
      do throws(ReplayError) {
        _ = try replay.play(request, continuation: continuation)
        return "no error"
      } catch {
        return error.description
      }
    }
    let first = { (intervention: Intervention) in ReplayRequest(episode: 0, turn: 0, intervention) }
    #expect(message(ReplayRequest(episode: 1, turn: 0), 0) == "There is no episode 1; accepted: 0..<1.")
    #expect(message(ReplayRequest(episode: -1, turn: 0), 0) == "There is no episode -1; accepted: 0..<1.")
    for turn in [-1, turns, Int.max] {
      #expect(
        message(ReplayRequest(episode: 0, turn: turn), 0)
          == "The episode has no turn \(turn); accepted: 0..<\(turns).")
    }
    #expect(
      message(first(.none), 1 << 24) == "There is no continuation 16777216; accepted: 0..<16777216.")
    #expect(message(first(.none), -1) == "There is no continuation -1; accepted: 0..<16777216.")
    #expect(
      message(ReplayRequest(episode: 0, turn: 0, alternative: 4096), 0)
        == "There is no alternative 4096; accepted: 0..<4096.")
    #expect(
      message(first(.replacing("coder", at: 0, by: "approve")), 0)
        == "Agent \"coder\" does not act at turn 0; acting: planner.")
    #expect(
      message(first(.replacing("planer", at: 0, by: "approve")), 0)
        == "There is no agent \"planer\". Did you mean \"planner\"?")
    #expect(
      message(first(.replacing("planner", at: 0, by: "look-cach")), 0)
        == "Action \"look-cach\" of agent \"planner\" is not legal at turn 0; legal: look-parser, look-cache, "
        + "look-scheduler. Did you mean \"look-cache\"?")
    #expect(
      message(first(.replacing("planner", at: 0, by: "approve")), 0)
        == "Action \"approve\" of agent \"planner\" is not legal at turn 0; legal: look-parser, look-cache, "
        + "look-scheduler.")
    #expect(
      message(ReplayRequest(episode: 0, turn: 1, .replacing("planner", at: 0, by: "look-cache")), 0)
        == "The episode has no turn 0; accepted: 1..<10.")
    #expect(
      message(first(.following(1, by: nil, in: 0..<3)), 0)
        == "The replay has no policy 1; accepted: 0..<1.")
    #expect(throws: ReplayError.noSuchContinuation(found: -1, limit: 1 << 24)) {
      try replay.continuations(of: [first(.none)], count: 0)
    }
  }

  @Test func aStateThatThePolicyNeverShowsHasNoBelief() throws {
    // Under this policy the first agent always chooses the safe matrix; the episodes come from another one.
    let mdp = try compiled("two-step")
    let safe = try TabularPolicy(.probabilities, on: mdp) { _, _, action in action == "A" ? 1 : 0 }
    let belief = PublicBelief(try ExactSolution(of: mdp, under: safe))
    let rollouts = try Rollouts.simulate(
      Rollouts.Plan(groups: 40, groupSize: 1, seed: 0), on: mdp, policy: .uniform(on: mdp))
    let replay = Replay(of: rollouts, restoring: .publicState(belief), seed: 0)
    var unseen = 0
    for episode in 0..<40 {
      do throws(ReplayError) {
        _ = try replay.play(ReplayRequest(episode: episode, turn: 1))
      } catch {
        #expect(
          error.description
            == "State \"2B\" at turn 1 is one that the policy never shows there, so there is no belief to restore it "
            + "from.")
        unseen += 1
      }
    }
    #expect(unseen > 0)
  }

  @Test func recordedDrawsAreThoseOfTheRestoredState() throws {
    let played = try Played("and", episodes: 1, seed: 0)
    for restoration in [Replay.Restoration.recordedActions, .publicState(PublicBelief(played.solution))] {
      let replay = Replay(of: played.rollouts, restoring: restoration, noise: .recorded, seed: 0)
      let request = ReplayRequest(episode: 0, turn: 0)
      let error = #expect(throws: ReplayError.noRecordedDraws) {
        try replay.continuations(of: [request], count: 1)
      }
      #expect(
        error?.description
          == "The noise is \"recorded\", the draws of the episodes themselves; accepted for simulated episodes whose "
          + "privileged state is restored.")
      #expect(throws: ReplayError.noRecordedDraws) { try replay.trajectory(of: request) }
    }
  }
}
