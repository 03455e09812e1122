import Foundation
import Testing

/// `ascribe exact --value` on scenarios with more states than may be enumerated.
@Suite struct BoundedValueTests {
  private struct Result: Decodable {
    struct Bounds: Decodable {
      let kind, stopped: String
      let lower, upper, successLower, successUpper, frontierMass: Double
      let expanded, cells: Int
    }
    let value: Double
    let bounds: Bounds?
  }

  private static let scenario = "household(rooms=2,chores=1,horizon=8)"

  @Test func theExactValueLiesInside() throws {
    try Workplace.use { place in
      let line = "exact \(Self.scenario) --value --json"
      let exact = try decode(Result.self, from: place.ascribe(line).output)
      #expect(exact.bounds == nil)
      var last = 1.0
      for limit in [10, 30, 60] {
        let call = try place.ascribe("\(line) --state-limit \(limit)")
        expectSuccess(call)
        let found = try decode(Result.self, from: call.output)
        let bounds = try #require(found.bounds)
        #expect([bounds.kind, bounds.stopped] == ["bounded", "state-limit"])
        #expect(bounds.lower <= exact.value && exact.value <= bounds.upper)
        #expect(bounds.lower <= found.value && found.value <= bounds.upper)
        #expect(bounds.successLower <= bounds.successUpper)
        #expect(bounds.frontierMass > 0 && bounds.frontierMass <= last)
        #expect(bounds.expanded < bounds.cells)
        last = bounds.frontierMass
      }
    }
  }

  /// One cell is expanded, and nothing is known but what is declared.
  @Test func theReportSaysThatItIsBounded() throws {
    try Workplace.use { place in
      let call = try place.ascribe("exact single --value --state-limit 2")
      expectSuccess(call)
      #expect(
        call.output == """
          single
          policy default, memory last, horizon 6, discount 1
          value in [0.000000, 1.000000] (bounded: 1 cell expanded, 1 of the probability beyond)
          success in [0.000000, 1.000000] (bounded)
          The expansion stopped at 2 cells (state x turn); more, with --state-limit, make the bounds closer.

          """)
      let json = try place.ascribe("exact single --value --state-limit 2 --json")
      try place.write(json.output, to: "bounded.json")
      #expect(try place.ascribe("show bounded.json").output == call.output)
      let crossed = json.output.replacing("\"upper\" : 1", with: "\"upper\" : -1")
      try place.write(crossed, to: "crossed.json")
      let refused = try place.ascribe("show crossed.json")
      #expect(refused.code == 2)
      #expect(refused.complaints.contains("bounds has the lower bound 0.0, the upper one is -1.0"))
    }
  }

  /// What is small is exact whatever width is asked for; what is not stops when it is close enough.
  @Test func widthsAreReached() throws {
    try Workplace.use { place in
      let small = try place.ascribe("exact \(Self.scenario) --value --width 0.5")
      #expect(small.output == (try place.ascribe("exact \(Self.scenario) --value").output))
      let call = try place.ascribe("exact \(Self.scenario) --value --width 7 --state-limit 60 --json")
      expectSuccess(call)
      let bounds = try #require(try decode(Result.self, from: call.output).bounds)
      #expect(bounds.stopped == "width")
      #expect(bounds.upper - bounds.lower <= 7)
    }
  }

  @Test func badWidthsAreRefused() throws {
    try Workplace.use { place in
      for (options, words) in [
        ("--value --width -1", "--width is -1.0; accepted: a finite number of at least 0."),
        ("--value --width inf", "--width is inf; accepted: a finite number of at least 0."),
        ("--width 1", "--width is for --value and --bounds."),
        ("--value --bounds", "--value and --bounds were both given"),
        ("--bounds --html x.html", "--html is for exact credits; with --bounds there are none."),
        ("--value --width wide", "expected a number"),
      ] {
        let refused = try place.ascribe("exact single \(options)")
        #expect(refused.code == 2)
        #expect(refused.complaints.contains(words))
      }
    }
  }

  private struct WithDecisions: Decodable {
    struct Decision: Decodable, Hashable {
      let turn: Int
      let state, agent, action: String
      let probability, mostProbability, lower, upper: Double
    }
    let value: Double
    let decisions: [Decision]
  }

  /// Bounds of credits have the exact ones in them, and are these where nothing is left out; what is read back is the same.
  @Test func creditsAreBounded() throws {
    try Workplace.use { place in
      let line = "exact \(Self.scenario) --bounds --top 1000 --json"
      let exact = try decode(WithDecisions.self, from: place.ascribe(line).output)
      #expect(exact.decisions.count > 20 && exact.decisions.allSatisfy { $0.lower == $0.upper })
      let call = try place.ascribe("\(line) --state-limit 60")
      expectSuccess(call)
      let found = try decode(WithDecisions.self, from: call.output)
      #expect(!found.decisions.isEmpty && found.decisions.contains { $0.lower < $0.upper })
      for bounded in found.decisions {
        let matching = exact.decisions.filter {
          ($0.turn, $0.state, $0.agent, $0.action)
            == (bounded.turn, bounded.state, bounded.agent, bounded.action)
        }
        #expect(!matching.isEmpty)
        for credit in matching {
          #expect(bounded.lower - 1e-12 <= credit.lower && credit.lower <= bounded.upper + 1e-12)
          #expect(bounded.probability <= credit.probability + 1e-12)
        }
      }
      try place.write(call.output, to: "bounded.json")
      let shown = try place.ascribe("show bounded.json")
      #expect(shown.output == (try place.ascribe("\(line.dropLast(7)) --state-limit 60")).output)
      #expect(
        shown.output.contains("Decisions that may matter most") || shown.output.contains("sure to matter"))
      let crossed = try place.ascribe("exact single --bounds --top 1 --json").output
        .replacing("\"mostProbability\"", with: "\"other\"")
      try place.write(crossed, to: "crossed.json")
      #expect(try place.ascribe("show crossed.json").code == 2)
    }
  }

  /// The rewards of a problem file are known, so its value has bounds before it is known.
  @Test func aProblemFileHasBounds() throws {
    try Workplace.use { place in
      try place.addProblem()
      let line = "exact tiger.dpomdp --policy uniform --horizon 4 --memory last:2 --value --json"
      let value = { (text: String) in
        try JSONDecoder().decode(Result.self, from: Data(text.utf8))
      }
      let part = try place.ascribe(line + " --state-limit 12")
      expectSuccess(part)
      let bounds = try #require(try value(part.output).bounds)
      let exact = try value(place.ascribe(line).output)
      #expect(exact.bounds == nil && bounds.lower < bounds.upper)
      #expect(bounds.lower <= exact.value && exact.value <= bounds.upper)
    }
  }
}
