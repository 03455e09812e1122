@testable import Reports
import Testing

/// Credits by agent and turn.
@Suite("Maps of credits")
struct CreditMapsTests {
  @Test("sizes, errors and blame are those of a plain computation")
  func plain() throws {
    // (agent, turn, exact, credit, bad)
    let decisions: [(Int, Int, Double, Double, Bool)] = [
      (0, 0, 0.5, 1, false), (0, 0, -0.5, -3, true), (1, 0, 0.25, 0.5, true), (0, 2, 0, 2, true),
    ]
    var maps = CreditMaps(methods: 1)
    #expect(maps.number(of: "a") == 0 && maps.number(of: "b") == 1 && maps.number(of: "a") == 0)
    for (agent, turn, exact, credit, bad) in decisions {
      maps.add(agent: agent, turn: turn, exact: exact, credits: [credit], bad: bad)
    }
    let found = maps.magnitudes(["m"], units: [0.5])
    #expect(found.map(\.title) == ["exact", "m", "m less exact"])
    for (agent, name) in ["a", "b"].enumerated() {
      for turn in 0..<3 {
        let own = decisions.filter { $0.0 == agent && $0.1 == turn }
        let root = { (numbers: [Double]) in
          numbers.isEmpty
            ? nil : (numbers.reduce(0) { $0 + $1 * $1 } / Double(numbers.count)).squareRoot()
        }
        let expected = [
          root(own.map(\.2)), root(own.map { $0.3 / 2 }), root(own.map { $0.3 / 2 - $0.2 }),
        ]
        for (map, number) in zip(found, expected) {
          #expect(map.rows[agent] == name)
          #expect(abs((map.values[agent][turn] ?? -1) - (number ?? -1)) < 1e-12)
        }
      }
    }
    let blame = maps.means(["m"], units: [0.5])
    #expect(blame[0].values[0] == [-0.5, nil, 0])
    #expect(blame[1].values[0] == [-1.5, nil, 1])
    #expect(blame[2].values[1][0] == 0)
    #expect(maps.hasBad)
  }

  @Test("a credit that is none is left out, and without exact credits there are no differences")
  func missing() {
    var maps = CreditMaps(methods: 2)
    _ = maps.number(of: "a")
    maps.add(agent: 0, turn: 0, exact: nil, credits: [1, .nan], bad: false)
    #expect(!maps.hasExact && !maps.hasBad)
    #expect(maps.magnitudes(["m", "n"], units: [1, 1]).map(\.title) == ["m", "n"])
    #expect(maps.magnitudes(["m", "n"], units: [1, 1])[1].values[0] == [nil])
    #expect(maps.sizes == [1, 0])
  }

  /// A line of agents who act once each, which is no map of agents by turns.
  @Test("a map is bounded where there are as many agents as turns, and says whom it leaves out")
  func bounded() throws {
    var maps = CreditMaps(methods: 1)
    let count = 5000
    for agent in 0..<count {
      #expect(maps.number(of: "a\(agent)") == agent)
      maps.add(agent: agent, turn: agent, exact: nil, credits: [1], bad: false)
    }
    // The last one acts twice, so that it is among those with most decisions.
    maps.add(agent: count - 1, turn: 0, exact: nil, credits: [1], bad: true)
    for map in maps.magnitudes(["m"], units: [1]) + maps.means(["m"], units: [1]) {
      #expect(map.rows.count * map.columns.count <= CreditMaps.mostPlaces)
      #expect(map.rows.count == 52 && map.rows.last == "a4999" && map.rows.first == "a0")
      #expect(map.notes == ["Of 5,000 agents 52 are looked at, those with most decisions."])
    }
  }
}
