import CreditMethods
import Ground
import Testing
import TestSupport
import Trajectories

@Suite struct PropagatedValuesTests {
  /// Values by name, given bases by name; 0 for a name without one.
  private func values(
    _ drafts: [EpisodeDraft], _ base: [String: Double], discount: Double
  ) throws -> [String: Double] {
    let (graph, names) = namedGraph(drafts)
    let value = try graph.propagatedValues(from: names.map { base[$0] ?? 0 }, discount: discount)
    return Dictionary(zip(names, value)) { first, _ in first }
  }

  /// A leads to B and to Y, B to Z; B is reached again from Z.
  @Test func bestDiscountedRewardAhead() throws {
    let drafts = [
      walk("a", ["A", "B"], .failure, final: "Z"), walk("b", ["A"], .failure, final: "Y"),
      walk("c", ["Z"], .failure, final: "B"),
    ]
    #expect(
      try values(drafts, ["Z": 8, "Y": 3], discount: 0.5) == ["A": 2, "B": 4, "Z": 8, "Y": 3, "": 0])
    // Y is now better for A than Z, two turns away; and what lies ahead of Z is less than Z.
    #expect(try values(drafts, ["Z": 8, "Y": 5], discount: 0.5)["A"] == 2.5)
    #expect(try values(drafts, ["Z": 8, "Y": 3], discount: 1)["A"] == 8)
    #expect(try values(drafts, ["Z": 8, "Y": 3], discount: 0) == ["A": 0, "B": 0, "Z": 8, "Y": 3, "": 0])
  }

  /// Without a reward of at least 0 ahead, a walk is the better the longer it is: from C, which ends at E, -2 or
  /// 0.5 · -3; from D, which loops only onto itself, it does not go on.
  @Test func lossesFade() throws {
    let drafts = [
      walk("a", ["B", "C"], .failure, final: "E"), walk("b", ["D", "D"], .failure, final: "D"),
      walk("c", ["F", "B"], .failure, final: "E"),
    ]
    let base = ["B": -4.0, "C": -2, "D": -1, "E": -3, "F": -0.25]
    #expect(
      try values(drafts, base, discount: 0.5)
        == ["B": -0.75, "C": -1.5, "D": -1, "E": -3, "F": -0.25, "": 0])
    #expect(try values(drafts, base, discount: 1) == ["B": -2, "C": -2, "D": -1, "E": -3, "F": -0.25, "": 0])
  }

  /// B and C lead to each other for ever, and A to them: the limit is 0, unless nothing is discounted.
  @Test func lossesVanishInACycle() throws {
    let drafts = [walk("a", ["A", "B", "C"], .failure, final: "B")]
    let base = ["A": -1.0, "B": -2, "C": -3]
    #expect(try values(drafts, base, discount: 0.5) == ["A": 0, "B": 0, "C": 0, "": 0])
    #expect(try values(drafts, base, discount: 1) == ["A": -1, "B": -2, "C": -2, "": 0])
  }

  /// A long line whose turns come in either order of nodes: every value is settled once.
  @Test func longLines() throws {
    let states = (0..<2000).map { "s\($0)" }
    let drafts = [walk("a", states, .failure, final: "goal")]
    let value = try values(drafts, ["goal": 1], discount: 1)
    #expect(states.allSatisfy { value[$0] == 1 })
  }
}

@Suite struct BetweennessTests {
  private func betweenness(_ drafts: [EpisodeDraft]) throws -> [String: Double] {
    let (graph, names) = namedGraph(drafts)
    let centrality = try #require(graph.betweenness())
    return Dictionary(zip(names, centrality)) { first, _ in first }.filter { !$0.key.isEmpty }
  }

  /// On the line A B C D, B lies between A and C, D; C between A, B and D.
  @Test func lines() throws {
    let line = walk("a", ["A", "B", "C"], .success, final: "D")
    #expect(try betweenness([line]) == ["A": 0, "B": 2, "C": 2, "D": 0])
    // Repeated edges, loops and other tasks change nothing.
    let more = [
      line, walk("b", ["A", "B"], .failure, final: "B"),
      walk("c", ["B", "A"], .failure, final: "D", task: "t1"),
    ]
    let (graph, _) = namedGraph(more)
    #expect(graph.betweenness() == [0, 2, 2, 0, 0, 1, 0, 0, 0])
  }

  /// Two shortest paths from A to D, over B or C, and a longer one over E and F: half a pair each for B and C.
  @Test func shortestPathsShareAPair() throws {
    let drafts = [
      walk("a", ["A", "B"], .success, final: "D"), walk("b", ["A", "C"], .success, final: "D"),
      walk("c", ["A", "E", "F"], .success, final: "D"),
    ]
    #expect(try betweenness(drafts) == ["A": 0, "B": 0.5, "C": 0.5, "D": 0, "E": 1, "F": 1])
  }

  /// On the ring A B C every node lies between the two others, one way round.
  @Test func rings() throws {
    #expect(
      try betweenness([walk("a", ["A", "B", "C"], .failure, final: "A")]) == ["A": 1, "B": 1, "C": 1])
  }

  /// Edges A-B, A-C, A-D, B-C, B-E, C-Z, C-D, D-A. Every pair has one shortest path. A lies on C-B, C-E, D-B, D-C, D-E
  /// and D-Z; B on A-E, C-E and D-E; C on A-Z, B-A, B-D, B-Z and D-Z; D on B-A, C-A, C-B and C-E.
  @Test func theWorkedTrace() throws {
    #expect(try betweenness(workedDrafts(.e1)) == ["A": 6, "B": 3, "C": 5, "D": 4, "E": 0, "Z": 0])
  }

  /// A task of at most 64 nodes is searched by sets of nodes, a larger one along lists of edges. A line beside it, which no
  /// edge connects with it, makes a task larger and changes nothing: not even the last digits.
  @Test(arguments: 0..<20 as Range<UInt64>) func fewNodesAsMany(seed: UInt64) throws {
    let draws = PhiloxStream(seed: seed, purpose: .rollout)
    let states = 20 + 2 * seed
    let drafts = (0..<6).map { episode in
      let places = (0..<40).map { draws.word(episode: UInt64(episode), turn: UInt64($0), draw: 0) % states }
      return walk("\(episode)", places.map { "s\($0)" }, episode < 3 ? .success : .failure, final: "s0")
    }
    let few = try betweenness(drafts)
    let many = try betweenness(drafts + [walk("line", (0..<70).map { "line\($0)" }, .failure, final: "end")])
    #expect(few.values.contains { $0 != $0.rounded() })
    for (name, value) in few { #expect(many[name] == value, "\(name)") }
  }

  /// Two states in each of 1100 layers, all connected to both of the next: 2^1098 shortest paths from end to end.
  @Test func tooManyPathsToCount() {
    let drafts = [[0, 0], [1, 1], [0, 1], [1, 0]].map { pattern in
      walk("\(pattern)", (0..<1100).map { "\($0) \(pattern[$0 % 2])" }, .failure)
    }
    let (graph, _) = namedGraph(drafts)
    #expect(graph.betweenness() == nil)
    #expect(
      throws: AttributionError.numerical(
        method: "gepo", reason: "two states have too many shortest paths to be counted.")
    ) { try credits(GEPO.self, makeBatch(drafts)) }
  }
}

@Suite struct SmallGraphOperatorTests {
  @Test func meansOfGroups() {
    #expect(Grouping([2, 0, 2, 0], count: 3).means(of: [1, 4, 2, 6]) == [5, 0, 1.5])
  }

  /// Ten times 0.1 adds up to a little less than 1.
  @Test func meansAreCorrected() {
    #expect(
      Grouping([UInt32](repeating: 0, count: 10), count: 1).means(of: Array(repeating: 0.1, count: 10)) == [
        0.1
      ])
  }

  /// 1 + 0.5 · (2 + 0.25 · 4) = 2.5; the second episode starts anew, and the last discount has nothing to discount.
  @Test func discountsOfTheirOwn() {
    #expect(
      discountedReturns(
        of: [1, 2, 4, 8], turnStart: [0, 3, 4], discounts: [0.5, 0.25, 1], at: [0, 1, 2, 2])
        == [2.5, 3, 4, 8])
  }

  @Test func namedFinalStatesAreKeptOnDemand() {
    let (graph, names) = namedGraph([walk("a", ["A"], .success, final: "Z")])
    #expect(names[Int(graph.successor[0])] == "Z")
  }
}
