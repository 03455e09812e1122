/// The largest past reward with which each occupancy of a stage was reached.
///
/// What is still to come depends on the occupancy alone, so that of several ways to it only the best one matters
/// (Dibangoye, Amato, Buffet and Charpillet, Optimally solving Dec-POMDPs as continuous-state MDPs, JAIR 55 (2016)).
struct PastRewards {
  private var occupancies = BeliefPool()
  private var rewards: [Double] = []

  var byteCount: Int { occupancies.byteCount + rewards.count * 8 }

  /// Notes an occupancy; false if it was reached before with at least the same reward.
  mutating func improves(_ occupancy: Occupancy, stateCount: Int) -> Bool {
    guard let belief = occupancy.belief(stateCount: stateCount) else { return true }
    guard let index = occupancies.index(of: belief) else {
      occupancies.append(belief)
      rewards.append(occupancy.past)
      return true
    }
    guard occupancy.past > rewards[index] else { return false }
    rewards[index] = occupancy.past
    return true
  }
}
