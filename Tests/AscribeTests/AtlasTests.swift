import Ground
import Ascribe
import CreditMethods
import CreditStatistics
import Foundation
import TestSupport
import Testing
import Trajectories

/// The bias of every method on small scenarios, against the exact counterfactual credit.
///
/// After a change that is meant, write the pages again with `ASCRIBE_WRITE_ATLAS=1 swift test --filter AtlasTests`, look
/// at the differences, and commit them apart from the change.
@Suite(.tags(.slow), .whereSlowTestsRun) struct AtlasTests {
  @Test(arguments: AtlasPage.allCases)
  func biasIsAsRecorded(page: AtlasPage) throws {
    let found = try page.atlas.text
    guard !Self.isWriting else {
      try found.write(to: Self.source.appending(path: "\(page).txt"), atomically: true, encoding: .utf8)
      return
    }
    let recorded = try String(contentsOf: Self.recorded.appending(path: "\(page).txt"), encoding: .utf8)
    let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false) }
    let (foundLines, recordedLines) = (lines(found), lines(recorded))
    let differing = zip(foundLines, recordedLines).enumerated().filter { $1.0 != $1.1 }
    for (number, pair) in differing.prefix(3) {
      Issue.record(
        """
        \(page).txt:\(number + 1), one of \(differing.count) lines that differ:
           found \(pair.0)
        recorded \(pair.1)
        """)
    }
    #expect(foundLines.count == recordedLines.count)
  }

  @Test func thePagesHaveEveryMethodAndNoOther() throws {
    let ids = try AtlasPage.methods.map { try Call($0).name }
    #expect(Set(ids) == Set(MethodCatalogue.builtIn.ids))
    #expect(Set(AtlasPage.methods).count == AtlasPage.methods.count)
  }

  // MARK: Known biases

  /// COMA with the exact Q is the exact credit itself.
  @Test(arguments: AtlasPage.allCases) func comaHasNoBias(page: AtlasPage) throws {
    for bias in try page.atlas.measurement("coma").raw {
      #expect([bias.mean, bias.error, bias.rms, bias.noise] == [0, 0, 0, 0])
    }
  }

  /// Replayed alternatives leave C3 without bias.
  @Test(arguments: AtlasPage.allCases) func c3HasNoBias(page: AtlasPage) throws {
    try expectBias(of: "c3", on: page) { _, _ in 0 }
  }

  /// The check sees a bias: the state of `single` after the fork tells how likely success is, and the return credits
  /// the turn that starts there.
  @Test func theCheckFindsABiasedMethod() {
    withKnownIssue { try expectBias(of: "rloo", on: .single) { _, _ in 0 } }
  }

  /// Where all eight episodes pass through one state before anything is known, the others' mean return is an unbiased
  /// baseline, and the mean of all takes an eighth of the credit away.
  @Test(arguments: [AtlasPage.single, .coupling, .repair])
  func meansOfAllShrinkTheFirstFork(page: AtlasPage) throws {
    let fork = page == .single ? 1 : 0
    let isFork = { (unit: BiasAtlas.Unit) in unit.turn == fork }
    try expectBias(of: "rloo", on: page, where: isFork) { _, _ in 0 }
    for method in ["drgrpo", "mc", "cca", "gae(lambda=1)"] {
      try expectBias(of: method, on: page, where: isFork) { -$1 / 8 }
    }
  }

  /// Simulated episodes share their start alone: siblings are all eight first turns, and a later turn lacks all of its
  /// exact credit.
  @Test(arguments: [AtlasPage.single, .coupling, .and])
  func siblingsKnowTheFirstTurnAlone(page: AtlasPage) throws {
    for unit in try page.atlas.units {
      try expectBias(of: AtlasPage.siblings, on: page, where: { $0.cells == unit.cells }) { _, exact in
        unit.turn == 0 ? -exact / 8 : -exact
      }
    }
  }

  /// On `luck` the state of the last turn tells the outcome: an episode's return less that of the other seven is +1/2 or
  /// -1/2 there, whatever is done. Nothing deserves credit.
  @Test func relativeReturnsCreditLuck() throws {
    let atlas = try AtlasPage.luck.atlas
    #expect(atlas.exact.allSatisfy { $0 == 0 })
    for (method, size) in [("rloo", 0.5), ("drgrpo", 0.4375), ("grpo(norm=mean)", 0.4375)] {
      let found = try atlas.measurement(method)
      try expectBias(of: method, on: .luck, where: { $0.turn == 2 }) { cell, _ in
        (found.perBatch[cell].reduce(0, +) > 0 ? size : -size)
      }
    }
    for method in ["grpo", "gigpo", "graphgpo", "g2po", "rewardflow", "tigpo", "hcapo"] {
      let last = try #require(try atlas.measurement(method).raw.last)
      #expect(last.rms > 10 * last.noise, "\(method) is no longer biased by luck")
    }
    // Those that compare within the state know that it was luck.
    for method in ["mc", "td", "gae", "cca", "rudder", "hgpo", "graph", "graphpo"] {
      #expect(try atlas.measurement(method).raw.last?.rms == 0)
    }
  }

  /// Hindsight tables of eight episodes: an action that happened to be seen with the outcome is taken for its cause.
  @Test(arguments: ["hca_state", "cocoa", "cocoa(outcome=state)"])
  func hindsightOfFewEpisodesIsOptimistic(method: String) throws {
    let first = try #require(try AtlasPage.luck.atlas.measurement(method).raw.first)
    #expect(first.mean > 6 * first.error)
  }

  // MARK: What the page says

  @Test func whatCannotRunIsNamed() throws {
    var atlas = try AtlasPage.and.atlas
    let error = AttributionError.lacks(method: "c3", need: "replay", howToSupply: "Give it.")
    atlas.rows = [("c3", .failure(error))]
    #expect(try atlas.text.hasSuffix("\nc3: not measured, since method \"c3\" needs replay. Give it.\n"))
  }

  /// Expects the bias of cells to be what it should: Student's intervals over batches of all cells of the page hold it,
  /// with a probability of false alarm of 1e-6 for the page (near enough to normal: cells that were visited in three of
  /// four batches, whose sums are of bounded credits).
  private func expectBias(
    of method: String, on page: AtlasPage, where selects: (BiasAtlas.Unit) -> Bool = { _ in true },
    is expected: (_ cell: Int, _ exact: Double) -> Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let atlas = try page.atlas
    let found = try atlas.measurement(method)
    let cells = atlas.units.filter(selects).flatMap(\.cells).filter {
      4 * atlas.visited[$0] >= 3 * page.batches
    }
    #expect(!cells.isEmpty, sourceLocation: sourceLocation)
    for cell in cells {
      let interval = try ConfidenceInterval.studentT(
        ofMean: found.perBatch[cell], confidence: 1 - 1e-6 / Double(cells.count)
      )
      let bounds = try #require(interval.optional, sourceLocation: sourceLocation)
      let expected = expected(cell, atlas.exact[cell])
      // Rounding of sums where every batch has the same bias.
      #expect(
        bounds.lower - 1e-12 <= expected && expected <= bounds.upper + 1e-12,
        "\(method) on \(page), cell \(cell): \(bounds.estimate) for \(expected)",
        sourceLocation: sourceLocation)
    }
  }

  private static let isWriting = ProcessInfo.processInfo.environment["ASCRIBE_WRITE_ATLAS"] != nil
  private static let recorded = Bundle.module.bundleURL.appending(path: "Atlas")
  private static let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Atlas")
}
