/// What a bootstrap draws, and from where: independent units, units within strata, or whole clusters of units.
///
/// A block is what is drawn at once: a unit, or a cluster. A stratum is what blocks are drawn from, as many as it has.
public struct ResamplingDesign: Sendable, Hashable {
  /// How many units there are; a statistic sees indices in `0..<units`.
  public let units: Int
  /// The units of each block, block by block.
  let members: [Int]
  /// Where each block starts in ``members``, and at last where the last one ends.
  let starts: [Int]
  /// The blocks of each stratum, as runs of blocks.
  let strata: [Range<Int>]

  /// How many blocks there are: the independent units of an interval.
  public var blocks: Int { starts.count - 1 }

  /// Independent units without any order or group among them. Fewer than 0 are none: no statistic has an interval then.
  public static func independent(_ units: Int) -> ResamplingDesign {
    let units = max(0, units)
    return ResamplingDesign(blocks: (0..<units).map { [$0] }, strata: units == 0 ? [] : [0..<units])
  }

  /// Units that are independent within strata that are given: runs within tasks, for instance. Each resample draws
  /// from every stratum as many units as it has.
  ///
  /// - Parameter labels: The stratum of each unit, by any number.
  public static func stratified(by labels: [Int]) -> ResamplingDesign {
    let groups = groups(of: labels)
    var strata: [Range<Int>] = []
    var start = 0
    for group in groups {
      strata.append(start..<(start + group.count))
      start += group.count
    }
    return ResamplingDesign(blocks: groups.flatMap { $0.map { [$0] } }, strata: strata)
  }

  /// Units that depend on each other within clusters, which are independent: the decisions of an episode, or the
  /// episodes of a batch. Each resample draws as many whole clusters as there are; how many units it has varies with
  /// the sizes of the clusters.
  ///
  /// - Parameter labels: The cluster of each unit, by any number.
  public static func clustered(by labels: [Int]) -> ResamplingDesign {
    let groups = groups(of: labels)
    return ResamplingDesign(blocks: groups, strata: groups.isEmpty ? [] : [0..<groups.count])
  }

  private init(blocks: [[Int]], strata: [Range<Int>]) {
    members = blocks.flatMap { $0 }
    units = members.count
    var starts = [0]
    for block in blocks { starts.append(starts[starts.count - 1] + block.count) }
    self.starts = starts
    self.strata = strata
  }

  /// The units of each label, in ascending order of label.
  private static func groups(of labels: [Int]) -> [[Int]] {
    let order = labels.indices.sorted { (labels[$0], $0) < (labels[$1], $1) }
    var groups: [[Int]] = []
    var last: Int?
    for unit in order {
      if labels[unit] == last {
        groups[groups.count - 1].append(unit)
      } else {
        groups.append([unit])
      }
      last = labels[unit]
    }
    return groups
  }

  /// Fills `units` with a resample.
  func draw(into units: inout [Int], from stream: inout ResampleStream) {
    units.removeAll(keepingCapacity: true)
    for stratum in strata {
      for _ in stratum {
        let block = stratum.lowerBound + stream.index(below: UInt32(stratum.count))
        units.append(contentsOf: members[starts[block]..<starts[block + 1]])
      }
    }
  }

  /// The blocks that a jackknife can leave out, those of strata that keep one, each with the size of its stratum.
  var removable: [(block: Int, stratumSize: Int)] {
    strata.filter { $0.count >= 2 }.flatMap { stratum in stratum.map { ($0, stratum.count) } }
  }

  /// All units but those of a block.
  func units(without block: Int) -> [Int] {
    Array(members[..<starts[block]]) + members[starts[block + 1]...]
  }
}
