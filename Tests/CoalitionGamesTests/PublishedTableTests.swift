import CoalitionGames
import Testing
import TestSupport

/// The games of three players of D'Eon and Larson ("Testing axioms against human reward divisions in cooperative games",
/// AAMAS 2020), each worth 60 together, with their Shapley values, and what else is known of them.
@Suite struct PublishedTableTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let worths: [Double]
    let shapley: [Double]
    let banzhaf: [Double]
    let leaveOneOut: [Double]
    let isInCore: Bool

    var testDescription: String { name }
  }

  static let rows = [
    row("1-Worse-Solo", [40, 40, 10, 60, 60, 60], [25, 25, 10], [27.5, 27.5, 12.5], [0, 0, 0], false),
    row("1-Worse-Both", [15, 15, 0, 45, 30, 30], [25, 25, 10], [26.25, 26.25, 11.25], [30, 30, 15], true),
    row("1-Worse-Pair", [0, 0, 0, 45, 15, 15], [25, 25, 10], [26.25, 26.25, 11.25], [45, 45, 15], true),
    row("1-Better-Solo", [40, 10, 10, 60, 60, 60], [30, 15, 15], [35, 20, 20], [0, 0, 0], false),
    row("1-Better-Both", [15, 0, 0, 45, 45, 30], [30, 15, 15], [33.75, 18.75, 18.75], [30, 15, 15], true),
    row("1-Better-Pair", [0, 0, 0, 45, 45, 15], [30, 15, 15], [33.75, 18.75, 18.75], [45, 15, 15], true),
    row("Distinct-Solo", [40, 20, 0, 60, 60, 60], [30, 20, 10], [35, 25, 15], [0, 0, 0], false),
    row("Distinct-Both", [20, 10, 0, 60, 50, 40], [30, 20, 10], [35, 25, 15], [20, 10, 0], false),
    row("Distinct-Pair", [0, 0, 0, 60, 40, 20], [30, 20, 10], [35, 25, 15], [40, 20, 0], false),
    row("Additive", [30, 20, 10, 50, 40, 30], [30, 20, 10], [30, 20, 10], [30, 20, 10], true),
    row("1-Worse-Zeros2", [2, 0, 0, 40, 10, 12], [25, 25, 10], [25, 25, 10], [48, 50, 20], true),
    row("1-Worse-Sum45", [25, 10, 10, 60, 30, 45], [25, 25, 10], [27.5, 27.5, 12.5], [15, 30, 0], false),
    row(
      "1-Better-Sum60", [25, 25, 10, 45, 60, 30], [30, 15, 15], [31.25, 16.25, 16.25], [30, 0, 15], false),
    row("1-Null-Zeros", [20, 0, 0, 60, 20, 0], [40, 20, 0], [40, 20, 0], [60, 40, 0], true),
    row("1-Null-Sum50", [35, 15, 0, 60, 35, 15], [40, 20, 0], [40, 20, 0], [45, 25, 0], true),
  ]

  private static func row(
    _ name: String, _ worths: [Double], _ shapley: [Double], _ banzhaf: [Double], _ leaveOneOut: [Double],
    _ isInCore: Bool
  ) -> Row {
    Row(
      name: name, worths: worths, shapley: shapley, banzhaf: banzhaf, leaveOneOut: leaveOneOut,
      isInCore: isInCore)
  }

  @Test(arguments: rows) func valuesAndCore(row: Row) throws {
    let worths = row.worths
    let game = try game(worths[0], worths[1], worths[2], worths[3], worths[4], worths[5], 60)
    expectEqual(game.shapleyValues(), row.shapley, within: 1e-12)
    expectEqual(game.banzhafValues(), row.banzhaf, within: 1e-12)
    expectEqual(game.leaveOneOut(), row.leaveOneOut, within: 0)
    #expect(try (game.coreMembership(of: row.shapley) == .inCore) == row.isInCore)
    // Where the Shapley values are stable the core is not empty, and then the nucleolus is in it.
    if row.isInCore {
      #expect(try game.coreMembership(of: game.prenucleolus()) == .inCore)
    }
  }

  @Test func thereAreFifteen() { #expect(Self.rows.count == 15) }
}
