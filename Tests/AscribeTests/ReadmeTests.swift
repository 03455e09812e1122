import Foundation
import Testing
import TestSupport
import Trajectories
import Simulation

/// The scenario of the README is the one that is compiled and solved here.
@Suite struct ReadmeTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test func theReadmeShowsThisScenario() throws {
    let readme = try String(contentsOf: Self.root.appendingPathComponent("README.md"), encoding: .utf8)
    let source = try String(
      contentsOf: Self.root.appendingPathComponent("Tests/AscribeTests/Lighthouse.swift"), encoding: .utf8)
    let scenario = source.drop { $0 != "/" }
    #expect(!scenario.isEmpty)
    #expect(readme.contains(scenario))
    let block = try #require(readme.firstRange(of: "```swift\nimport Ascribe\nimport AscribeCommand\n"))
    let end = try #require(readme[block.upperBound...].firstRange(of: "```"))
    #expect(readme[block.upperBound..<end.lowerBound].split(separator: "\n").count < 40)
  }

  /// Uniform agents: waiting arrives with .5; sailing with .9, but with .1 in fog (.5) without the lamp (.5), together
  /// .7. Half of each is .6.
  @Test func itsValueByHand() throws {
    #expect(ConformanceChecker().violations(of: Lighthouse()).isEmpty)
    let mdp = try TurnMDP(compiling: Lighthouse())
    let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
    #expect(abs(solution.value - 0.6) < 1e-12)
    // Fog, dark, sail: .1 less the mean of .1 and .5.
    let cell = try #require(
      solution.cells.cells(ofTurn: 1).first { cell in
        let node = Int(solution.cells.node[cell])
        let key = mdp.symbols.keys[mdp.nodes.privilegedKey[node]]
        return key.contains("isFoggy: true") && key.contains("isLit: false")
      })
    #expect(abs(solution.credits(ofRow: 0, in: cell)[0].counterfactual + 0.2) < 1e-12)
  }
}
