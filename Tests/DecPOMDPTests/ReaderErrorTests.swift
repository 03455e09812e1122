import Foundation
import Testing
import TestSupport

@testable import DecPOMDP

/// Every refusal, word by word.
@Suite struct ReaderErrorTests {
  private static let sectionList =
    "\"agents\", \"discount\", \"values\", \"states\", \"start\", \"actions\", \"observations\""

  private static let heads: [(replaced: String, by: String, message: String)] = [
    (
      "discount: 0.5\n", "",
      "f:11:1: found \"T\"; expected the section \"discount\" first: all of \(sectionList) stand before \"T\"."
    ),
    ("agents: 2", "agents: 65", "f:1:9: found \"65\"; expected at most 64 agents."),
    ("agents: 2", "agents: 0", "f:1:9: found \"0\"; expected a number of agents in 1...4194304."),
    ("agents: 2", "agents 2", "f:1:8: found \"2\"; expected a colon after agents."),
    (
      "agents: 2", "agents: 2 3",
      "f:1:11: found \"3\"; expected the end of the line after a number of agents."
    ),
    ("agents: 2", "agents: a a", "f:1:11: found \"a\"; expected distinct names."),
    ("agents: 2", "agents: a T", "f:1:11: found \"T\"; expected a name that is no keyword."),
    (
      "agents: 2", "agents: a 9x",
      "f:1:11: found \"9x\"; expected a name: a letter, then letters, digits, \"-\" and \"_\"."
    ),
    ("agents: 2", "agents: -1", "f:1:9: found \"-1\"; expected a number of agents, or their names."),
    (
      "agents: 2", "agnets: 2",
      "f:1:1: found \"agnets\"; expected a section (agents, discount, values, states, start, actions, observations) or an entry. Did you mean \"agents\"?"
    ),
    ("discount: 0.5", "discount: 1.5", "f:2:11: found \"1.5\"; expected a discount in 0...1."),
    ("discount: 0.5", "discount: high", "f:2:11: found \"high\"; expected a discount in 0...1."),
    (
      "discount: 0.5", "discount: 0.5 0.5",
      "f:2:15: found \"0.5\"; expected the end of the line after the discount."
    ),
    (
      "discount: 0.5", "discount: 0.5\ndiscount: 1",
      "f:3:1: found \"discount\"; expected each section once; \"discount\" was given before."
    ),
    ("values: reward", "values: rewards", "f:3:9: found \"rewards\"; expected \"reward\" or \"cost\"."),
    (
      "states: heads tails", "states: 4000000000",
      "f:4:9: found \"4000000000\"; expected a number of states in 1...4194304."
    ),
    (
      "states: heads tails", "states: 99999999999999999999999",
      "f:4:9: found \"99999999999999999999999\"; expected a number of states in 1...4194304."
    ),
    (
      "states: heads tails\n", "", "f:4:1: found \"start\"; expected the section \"states\" before \"start\"."
    ),
    (
      "start: heads", "start: haeds",
      "f:5:8: found \"haeds\"; expected a state (a name, or an index in 0...1). Did you mean \"heads\"?"
    ),
    ("start: heads", "start: 2", "f:5:8: found \"2\"; expected a state (a name, or an index in 0...1)."),
    ("start: heads", "start: 0.5 0.4", "f:5:8: found a start that sums to 0.9; expected 1 within 1e-06."),
    ("start: heads", "start: 0.5", "f:5:8: found 1 probabilities; expected one for each of 2 states."),
    ("start: heads", "start: 0.5 high", "f:5:12: found \"high\"; expected a probability."),
    ("start: heads", "start: 1.5 -0.5", "f:5:8: found \"1.5\"; expected a probability in 0...1."),
    (
      "start: heads", "start exclude: 0 1",
      "f:5:19: found the end of the line; expected a list that leaves a state to start in."
    ),
    (
      "start: heads", "start among: 0 1",
      "f:5:7: found \"among\"; expected a colon after start, or \"include\" or \"exclude\"."
    ),
    ("x y\n", "", "f:8:1: found \"observations\"; expected a name that is no keyword."),
    ("p q r", "4194305", "f:8:1: found \"4194305\"; expected a number of actions in 1...4194304."),
    ("x y\np q r", "4000\n4000", "f:8:1: found \"4000\"; expected at most 8388608 joint actions."),
    ("h t\n1", "4000\n4000", "f:11:1: found \"4000\"; expected at most 4194304 joint observations."),
    (
      "agents: 2\n", "actions:\nx\n",
      "f:1:1: found \"actions\"; expected the section \"agents\" before \"actions\"."
    ),
  ]

  @Test(arguments: heads) func badSection(replaced: String, by: String, message: String) throws {
    let text = Text.head.replacing(replaced, with: by, maxReplacements: 1) + Text.body
    #expect(Text.refusal(text) == message)
  }

  private static let entries: [(entry: String, message: String)] = [
    ("T y q : heads : tails : 1", "f:16:3: found \"y\"; expected a colon after T."),
    ("Q: y q : heads : tails : 1", "f:16:1: found \"Q\"; expected an entry \"T:\", \"O:\" or \"R:\"."),
    ("agents: 2", "f:16:1: found \"agents\"; expected each section once; \"agents\" was given before."),
    ("T: y q : heads : tails : 1.5", "f:16:26: found \"1.5\"; expected a probability in 0...1."),
    ("T: y q : heads : tails : -0.5", "f:16:26: found \"-0.5\"; expected a probability in 0...1."),
    ("T: y q : heads : tails : 1e999", "f:16:26: found \"1e999\"; expected a number that a Double can hold."),
    ("T: y q : heads : tails : nan", "f:16:26: found \"nan\"; expected a probability."),
    ("T: y q : heads : tails :", "f:16:25: found the end of the line; expected a probability."),
    (
      "T: y q : heads : tails 1",
      "f:16:24: found \"1\"; expected a colon after the next state, before the number."
    ),
    ("T: y q : heads : tails : 1 1", "f:16:28: found \"1\"; expected the end of the line after the number."),
    ("T: y q : heads : 0.5 0.5", "f:16:18: found \"0.5\"; expected a state (a name, or an index in 0...1)."),
    ("T: y q : heads tails : 1", "f:16:16: found \"tails\"; expected a colon after the state."),
    (
      "T: y q : haeds : tails : 1",
      "f:16:10: found \"haeds\"; expected a state (a name, or an index in 0...1). Did you mean \"heads\"?"
    ),
    ("T: y q : 2 : tails : 1", "f:16:10: found \"2\"; expected a state (a name, or an index in 0...1)."),
    (
      "T: y s : heads : tails : 1",
      "f:16:6: found \"s\"; expected an action of agent \"agent-1\" (a name, or an index in 0...2). Did you mean \"p\"?"
    ),
    (
      "T: 2 q : heads : tails : 1",
      "f:16:4: found \"2\"; expected an action of agent \"agent-0\" (a name, or an index in 0...1)."
    ),
    (
      "T: 6 : heads : tails : 1",
      "f:16:4: found \"6\"; expected a joint action: 2 names or indices, or an index in 0...5, or \"*\"."
    ),
    (
      "T: y : heads : tails : 1",
      "f:16:4: found \"y\"; expected a joint action: 2 names or indices, or an index in 0...5, or \"*\"."
    ),
    (
      "T: y q r : heads : tails : 1",
      "f:16:8: found \"r\"; expected a joint action with one part for each of 2 agents, and then a colon."
    ),
    (
      "T: : heads : tails : 1",
      "f:16:4: found \":\"; expected a joint action with one part for each of 2 agents, and then a colon."
    ),
    (
      "T:",
      "f:16:3: found the end of the line; expected a joint action with one part for each of 2 agents, and then a colon."
    ),
    (
      "T: y q :",
      "f:16: found the end of the file; expected 2 rows of 2 probabilities, or \"uniform\" or \"identity\"."
    ),
    ("T: y q :\nuniforn", "f:17:1: found \"uniforn\"; expected a probability."),
    ("T: y q :\n1 0", "f:17: found the end of the file; expected row 2 of 2, with 2 probabilities."),
    ("T: y q :\n1\n0 1", "f:17:2: found 1 numbers; expected a row with one for each of 2 states."),
    ("T: y q : 0 :\n1 0 0", "f:17:5: found 3 numbers; expected a row with one for each of 2 states."),
    ("T: y q : 0 :\nidentity", "f:17:1: found \"identity\"; expected a probability."),
    ("T: y q : 0 :", "f:16: found the end of the file; expected a row of 2 probabilities, or \"uniform\"."),
    (
      "O: y q : 0 : h 0 0.5",
      "f:16:18: found \"0.5\"; expected a joint observation with one part for each of 2 agents, and then a colon. A colon stands before the number at the end of an entry."
    ),
    (
      "O: y q : 0 : h 1 : 0.5",
      "f:16:16: found \"1\"; expected an observation of agent \"agent-1\" (the index 0)."
    ),
    ("O: y q :\nidentity", "f:17:1: found \"identity\"; expected a probability."),
    ("O: y q :", "f:16: found the end of the file; expected 2 rows of 2 probabilities, or \"uniform\"."),
    ("R: y q :", "f:16:9: found the end of the line; expected a state after the joint action of a reward."),
    ("R: y q : 0 : 1 : * : high", "f:16:22: found \"high\"; expected a number."),
    (
      "R: y q : 0 : 1 :\n1 2 3",
      "f:17:5: found 3 numbers; expected a row with one for each of 2 joint observations."
    ),
    ("R: y q : 0 : 1 :", "f:16: found the end of the file; expected a row of 2 rewards."),
    ("R: y q : 0 :\n1 2", "f:17: found the end of the file; expected row 2 of 2, with 2 rewards."),
    ("R: y q : 0 :", "f:16: found the end of the file; expected row 1 of 2, with 2 rewards."),
    (
      "T: y q : heads : tails : 0.4",
      "f:16: found a row \"T: y q : heads\" that sums to 0.9; expected 1 within 1e-06."
    ),
    ("O: * : * : * : 0.4", "f:16: found a row \"O: x p : heads\" that sums to 0.8; expected 1 within 1e-06."),
    (
      "R: \u{1B}[31m",
      "f:16:4: found \"\u{FFFD}[31m\"; expected a joint action: 2 names or indices, or an index in 0...5, or \"*\"."
    ),
  ]

  @Test(arguments: entries) func badEntry(entry: String, message: String) {
    #expect(Text.refusal(Text.head + Text.body + entry) == message)
  }

  @Test func whatIsMissing() {
    #expect(Text.refusal("") == "f: found no section \"agents\"; expected each of \(Self.sectionList) once.")
    #expect(
      Text.refusal(Text.head) == "f: found no entry \"T\"; expected probabilities of all transitions.")
    #expect(
      Text.refusal(Text.head + "T: * :\nuniform")
        == "f: found no entry \"O\"; expected probabilities of all observations.")
    #expect(
      Text.refusal(Text.head + "T: x * :\nidentity\nO: * :\nuniform")
        == "f: found no entry for \"T: y p : heads\"; expected probabilities that sum to 1 for every joint action and state."
    )
    #expect(
      Text.refusal("agents:")
        == "f:1: found the end of the file; expected a number of agents, or their names.")
  }

  @Test func filesThatCannotBeRead() {
    #expect {
      try DPOMDPFile(reading: "/nowhere/f.dpomdp")
    } throws: { "\($0)" == "/nowhere/f.dpomdp: found nothing: the file is missing; expected a .dpomdp file." }
  }

  @Test func compressedFilesAreReadWhole() throws {
    let path = try Text.path("dectiger.dpomdp.gz")
    #expect(try DPOMDPFile(reading: path).model == Text.file("dectiger"))
    let cut = try Data(contentsOf: URL(filePath: path)).dropLast(40)
    _ = try withFile(cut, named: "cut.dpomdp.gz") { path in
      #expect {
        try DPOMDPFile(reading: path)
      } throws: {
        "\($0)".hasPrefix("\(path): found nothing: the file is cut short")
          && "\($0)".hasSuffix(" a .dpomdp file.")
      }
    }
  }

  private static let bounds: [(change: @Sendable (inout DPOMDPLimits) -> Void, message: String)] = [
    ({ $0.rows = 11 }, "f: found 6 joint actions in 2 states; expected a product of at most 11."),
    (
      { $0.fills = 11 },
      "f:13: found \"T\" entries whose wildcards go on and on; expected at most 11 rows set in all."
    ),
    (
      { $0.cells = 23 },
      "f: found more than 23 cells set, wildcards spelled out (\"T\"); expected at most 23."
    ),
    ({ $0.numbers = 23 }, "f: found more than 23 probabilities other than 0 (\"T\"); expected at most 23."),
  ]

  @Test(arguments: bounds)
  func bound(change: @Sendable (inout DPOMDPLimits) -> Void, message: String) {
    var limits = DPOMDPLimits()
    change(&limits)
    #expect(Text.refusal(Text.head + Text.body, limits: limits) == message)
  }

  @Test func rewardsHaveLimitsToo() {
    let text = Text.head + Text.body + "R: * : * : 0 : * : 1\nR: * : * : 1 : 0 : 1"
    var limits = DPOMDPLimits()
    limits.cells = 80
    #expect(
      Text.refusal(text, limits: limits)
        == "f: found more than 80 rewards to look at, wildcards spelled out (\"R\"); expected at most 80.")
    limits = DPOMDPLimits()
    limits.numbers = 24
    #expect(Text.refusal(text, limits: limits) == nil)
  }
}
