import Testing
import TestSupport
import Trajectories

/// The random traces that properties are tested on hold what makes methods stumble.
@Suite struct RandomTraceTests {
  private typealias Feature = (name: String, holds: @Sendable ([EpisodeDraft]) -> Bool)

  private static let traces = TraceMethod.all.prefix(1).flatMap { method in
    (UInt64(7000)..<7200).map { method.drafts(seed: $0) }
  }

  private static let features: [Feature] = [
    ("a self-loop", { drafts in drafts.contains { draft in draft.pairs.contains { $0 == $1 } } }),
    (
      "a cycle of several states",
      { drafts in
        drafts.contains { draft in
          draft.turns.indices.contains { first in
            draft.turns.indices.contains {
              $0 > first + 1 && draft.turns[$0].state == draft.turns[first].state
                && draft.turns[first + 1].state != draft.turns[first].state
            }
          }
        }
      }
    ),
    ("a group of one", { $0.groups.contains { $0.count == 1 } }),
    ("a group of several", { $0.groups.contains { $0.count > 1 } }),
    (
      "a group of several without success",
      { $0.groups.contains { $0.count > 1 && $0.allSatisfy { $0.status != .success } } }
    ),
    (
      "a group of successes",
      { $0.groups.contains { $0.count > 1 && $0.allSatisfy { $0.status == .success } } }
    ),
    ("a truncated episode", { $0.contains { $0.status == .truncated } }),
    ("an invalid turn", { $0.contains { $0.turns.contains(where: \.isInvalid) } }),
    (
      "a turn of which one action is invalid",
      { drafts in
        drafts.contains { draft in
          draft.turns.contains { turn in turn.isInvalid && turn.decisions.contains(where: \.isValid) }
        }
      }
    ),
    ("unequal lengths in a group", { $0.groups.contains { Set($0.map(\.turns.count)).count > 1 } }),
    ("an episode of one turn", { $0.contains { $0.turns.count == 1 } }),
    (
      "a state met once in its task",
      { drafts in
        drafts.groups.contains { group in
          let states = group.flatMap { $0.turns.map(\.state) }
          return states.contains { state in states.count { $0 == state } == 1 }
        }
      }
    ),
    ("one agent a turn", { $0.contains { $0.turns.contains { $0.decisions.count == 1 } } }),
    ("two agents a turn", { $0.contains { $0.turns.contains { $0.decisions.count == 2 } } }),
    ("three agents a turn", { $0.contains { $0.turns.contains { $0.decisions.count == 3 } } }),
    ("several tasks", { $0.groups.count > 1 }),
    (
      "a final state where turns start",
      { drafts in
        drafts.contains { draft in drafts.contains { $0.turns.contains { $0.state == draft.final } } }
      }
    ),
    ("a partial score", { $0.contains { ![0, 1].contains($0.outcomeScore) } }),
    (
      "a rewarded turn of a failure",
      { $0.contains { $0.status != .success && $0.turns.contains { $0.reward != 0 } } }
    ),
    ("a privileged state", { $0.contains { $0.turns.contains { $0.privileged != nil } } }),
    (
      "an observation other than the state",
      { drafts in
        drafts.contains { draft in
          draft.turns.contains { turn in
            turn.decisions.contains { $0.observation != nil && $0.observation != turn.state }
          }
        }
      }
    ),
    (
      "two actions of an agent in a state",
      { drafts in
        let taken = drafts.flatMap { draft in
          draft.turns.flatMap { turn in
            turn.decisions.map { ("\(draft.task) \(turn.state) \($0.agent)", $0.action) }
          }
        }
        return Dictionary(grouping: taken, by: \.0).values.contains { Set($0.map(\.1)).count > 1 }
      }
    ),
  ]

  /// Each in at least one of twenty traces.
  @Test(arguments: features.indices)
  func generatorsCover(index: Int) {
    let feature = Self.features[index]
    let found = Self.traces.count { feature.holds($0) }
    #expect(found >= 10, "\(feature.name): in \(found) of 200 traces")
  }
}

extension EpisodeDraft {
  /// The states before and after each turn but the last.
  fileprivate var pairs: [(String, String)] { zip(turns, turns.dropFirst()).map { ($0.state, $1.state) } }
}

extension [EpisodeDraft] {
  fileprivate var groups: [[EpisodeDraft]] { Dictionary(grouping: self, by: \.task).values.map(\.self) }
}
