import Ground

/// How long a study takes on many processes.
struct ScalingModel {
  let costs: StudyCosts
  let slowShare, slowdown: Double
  /// Bytes a second that the first process takes in.
  let bandwidth: Double

  private static let seed: UInt64 = 0

  /// What the first process does when all batches are made.
  func serial(batches: Int) -> Double {
    costs.summary + Double(batches) * (costs.fold + costs.summaryOfBatch + Double(costs.bytes) / bandwidth)
  }

  /// Seconds until the result is there.
  ///
  /// - Parameters:
  ///   - isDynamic: Whether a process takes the next batch as it gets done, rather than its part of them.
  ///   - hasSlow: Whether some processes are slow.
  ///   - crowding: Processes that share a core.
  func time(ranks: Int, batches: Int, isDynamic: Bool, hasSlow: Bool, crowding: Double = 1) -> Double {
    let stream = PhiloxStream(seed: Self.seed, resample: .bootstrap)
    let cost: [Double] = (0..<batches).map { batch in
      let share = stream.units(episode: UInt64(batch), turn: 0, draw: 0).0
      return crowding * costs.batch[Int(share * Double(costs.batch.count))]
    }
    // Evenly spread, so that two numbers of processes have as large a share of slow ones.
    let slowness: [Double] = (0..<ranks).map { rank in
      let isSlow = Int(Double(rank + 1) * slowShare) > Int(Double(rank) * slowShare)
      return hasSlow && isSlow ? slowdown : 1
    }
    let end = isDynamic ? lastOfShared(cost, slowness) : lastOfParts(cost, slowness)
    return costs.start * crowding + end + serial(batches: batches)
  }

  /// When the last process is done where each has its part.
  private func lastOfParts(_ cost: [Double], _ slowness: [Double]) -> Double {
    let (ranks, batches) = (slowness.count, cost.count)
    var last = 0.0
    for rank in 0..<ranks {
      let own = cost[rank * batches / ranks..<(rank + 1) * batches / ranks]
      last = max(last, slowness[rank] * own.reduce(0, +))
    }
    return last
  }

  /// When the last process is done where each takes the next batch.
  private func lastOfShared(_ cost: [Double], _ slowness: [Double]) -> Double {
    var free = BinaryHeap<FreeRank>()
    for rank in slowness.indices { free.insert(FreeRank(time: 0, rank: rank)) }
    var last = 0.0
    for cost in cost {
      guard let next = free.popFirst() else { break }
      let end = next.time + slowness[next.rank] * cost
      last = max(last, end)
      free.insert(FreeRank(time: end, rank: next.rank))
    }
    return last
  }
}

/// When a process has nothing to do.
private struct FreeRank: HeapElement {
  let time: Double
  let rank: Int

  func precedes(_ other: FreeRank) -> Bool { (time, rank) < (other.time, other.rank) }
}
