import Testing

@testable import DecPOMDP

/// Actions that come to the same.
@Suite struct ActionTwinTests {
  /// At the wall it is the same whether the first agent pushes or waits; in the open, whether it pulls or waits.
  private func model(start: String) throws -> DecPOMDPModel {
    try Text.read(
      """
      agents: 2
      discount: 0.9
      values: reward
      states: wall open
      start: \(start)
      actions:
      push pull wait
      go halt
      observations:
      2
      2
      T: * * : wall
      0.7 0.3
      T: pull * : wall
      0.2 0.8
      T: * * : open
      0.4 0.6
      T: push * : open
      0.9 0.1
      O: * * : wall
      0.6 0.2 0.1 0.1
      O: * * : open
      0.1 0.1 0.3 0.5
      R: * go : wall : * : * : 1
      R: pull go : wall : * : * : -3
      R: * go : open : * : * : 2
      R: push halt : open : * : * : 5

      """
    ).model
  }

  @Test func twinsAreFoundWhereTheyComeToTheSame() throws {
    for (start, expected) in [
      ("1 0", [[0, 1, 0], [0, 1]]), ("0 1", [[0, 1, 1], [0, 1]]), ("0.5 0.5", []),
    ] as [(String, [[Int32]])] {
      let kernel = JointKernel(try model(start: start))
      #expect(ActionTwins(in: kernel).firstActions(in: Occupancy(startOf: kernel)) == expected)
    }
  }

  @Test(arguments: ["1 0", "0 1", "0.5 0.5"]) func noPolicyIsBetterThanWithoutTwins(start: String) throws {
    let model = try model(start: start)
    var search = try JointPolicySearch(model, horizon: 2)
    let solution = try search.solve()
    #expect(solution.status == .optimal)
    #expect(abs(solution.value - BruteForce(model: model, horizon: 2).value()) <= 1e-10)
  }
}
