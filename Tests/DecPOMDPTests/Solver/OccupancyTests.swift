import Testing
import Simulation
import TestSupport

@testable import DecPOMDP

/// Lossless clustering of histories, on Dec-Tiger by hand.
@Suite struct OccupancyTests {
  private let kernel: JointKernel

  init() throws { kernel = try Self.kernel(of: "dec-tiger") }

  private static func kernel(of name: String, horizon: Int = 3) throws -> JointKernel {
    JointKernel(
      try ModelExtraction(of: try compiled(name, [(name: "horizon", value: "\(horizon)")])).model)
  }

  /// The scenarios' states hold what was heard last, which changes nothing of what follows: where the tiger is, and
  /// which buffers are full, are all that counts. The four states with a delivered box are one; eight turns reach all
  /// 100 states.
  @Test(arguments: [("dec-tiger", 3, 2), ("broadcast-channel", 4, 4), ("box-pushing", 8, 97)])
  func statesWithTheSameFutureAreOne(name: String, horizon: Int, classes: Int) throws {
    let found = try Self.kernel(of: name, horizon: horizon).stateCount
    #expect(found == classes)
  }

  /// Only how often each side was heard matters: 1, 2, 3, 4 clusters.
  @Test func listeningIsCounted() throws {
    var occupancy = Occupancy(startOf: kernel)
    for turn in 1...3 {
      let decisions = occupancy.clusterCounts.map { [Int32](repeating: 0, count: $0) }
      occupancy = try occupancy.following(decisions, scale: 1, in: kernel)
      #expect(occupancy.clusterCounts == [turn + 1, turn + 1])
      #expect(abs(occupancy.past + 2 * Double(turn)) <= 1e-12)
      #expect(abs(occupancy.masses.reduce(0, +) - 1) <= 1e-12)
    }
  }

  /// An opened door hides the tiger anew, and what is heard then tells nothing: one cluster, whoever opened. One door
  /// pays (9 - 101) / 2, the same door twice (20 - 50) / 2.
  @Test func aBetterWayToTheSameOccupancyIsNoted() throws {
    let start = Occupancy(startOf: kernel)
    var pasts = PastRewards()
    let after = { (decisions: [[Int32]]) in try start.following(decisions, scale: 1, in: self.kernel) }
    let first = try after([[0], [1]])
    let better = try after([[1], [1]])
    #expect(first.clusterCounts == [1, 1])
    #expect([first.past, better.past] == [-46, -15])
    var noted: [Bool] = []
    for occupancy in [first, try after([[2], [0]]), better, first, try after([[0], [0]])] {
      noted.append(pasts.improves(occupancy, stateCount: kernel.stateCount))
    }
    #expect(noted == [true, false, true, false, true])
  }
}
